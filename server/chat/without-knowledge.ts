import type { ChatParts, Turn } from './turn.js';

/** Ends a turn on what triage knows: nothing that was looked up is used, and the reply says so. */
export function withoutKnowledge(turn: Turn, { knowledge }: ChatParts): void {
  turn.hits = [];
  turn.hit = null;
  turn.card = null;
  turn.followUp = null;
  turn.choices = [];
  turn.nearest = [];
  const emergency = turn.verdict?.route === 'emergency';
  turn.outcome = emergency ? 'answered_emergency' : 'failed_knowledge';
  if (emergency) turn.notes.push(knowledge.words.notes.no_knowledge ?? '');
}
