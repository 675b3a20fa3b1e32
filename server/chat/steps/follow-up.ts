import type { FollowUp } from '../ports.js';
import { type ChatParts, end, type Turn } from '../turn.js';

/** Longer messages tell a trouble of their own. */
const FOLLOW_UP_LENGTH = 24;

/** A short question like 那要多久 is read with the topic of the conversation. */
export function followUp(turn: Turn, { knowledge }: ChatParts): void {
  const card = turn.memory?.card ? knowledge.card(turn.memory.card) : undefined;
  if (!card || turn.verdict?.route === 'emergency' || turn.text.length > FOLLOW_UP_LENGTH) return;
  const patterns = Object.entries(knowledge.words.follow_up_patterns) as [FollowUp, string[]][];
  const kind = patterns.find(([, words]) => words.some((w) => turn.folded.includes(w)))?.[0];
  if (!kind) return;
  turn.followUp = kind;
  turn.card = card;
  turn.verdict = turn.verdict && {
    ...turn.verdict,
    route: card.route === 'emergency' ? 'police_report' : card.route,
  };
  end(turn, 'answered_follow_up');
}
