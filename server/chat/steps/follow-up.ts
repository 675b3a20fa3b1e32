import { tokenize } from '../../retrieval/keyword-index.js';
import type { FollowUp, GuidanceCard } from '../ports.js';
import { type ChatParts, end, type Turn } from '../turn.js';

/** Longer messages tell a trouble of their own. */
const FOLLOW_UP_LENGTH = 24;

/**
 * A short question like 那要多久 is read with the topic of the conversation.
 * Runs before small talk: alone, such a question looks like none of our business to the classifier.
 */
export async function followUp(turn: Turn, parts: ChatParts): Promise<void> {
  const { knowledge } = parts;
  const card = turn.memory?.card ? knowledge.card(turn.memory.card) : undefined;
  if (!card || turn.verdict?.route === 'emergency' || turn.text.length > FOLLOW_UP_LENGTH) return;
  if (turn.screening.small) return;
  const patterns = Object.entries(knowledge.words.follow_up_patterns) as [FollowUp, string[]][];
  const kind = patterns.find(([, words]) => words.some((w) => turn.folded.includes(w)))?.[0];
  if (!kind || (await changesTopic(turn, card, parts))) return;
  turn.followUp = kind;
  turn.card = card;
  turn.verdict = turn.verdict && {
    ...turn.verdict,
    route: card.route === 'emergency' ? 'police_report' : card.route,
  };
  end(turn, 'answered_follow_up');
}

/** 工资拖了几天了 after a talk about noise: what is left beside 几天 names a trouble of its own. */
async function changesTopic(turn: Turn, card: GuidanceCard, parts: ChatParts): Promise<boolean> {
  const { knowledge, search, embed } = parts;
  const words = Object.values(knowledge.words.follow_up_patterns).flat();
  const rest = words.reduce((text, word) => text.replaceAll(word, ' '), turn.folded).trim();
  const tokens = tokenize(rest);
  if (tokens.length === 0) return false;
  try {
    const { hits } = await search({ text: rest, vector: await embed(rest), routes: null }, 1);
    const [best] = hits;
    const topic = best && knowledge.card(best.card)?.topic;
    const { change, change_one_word } = search.weights;
    return topic !== card.topic && (best?.near ?? 0) >= (tokens.length > 1 ? change : change_one_word);
  } catch {
    return false;
  }
}
