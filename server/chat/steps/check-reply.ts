import { dialActions, linesOf, safetyWords } from '../emergency-part.js';
import type { ChatParts, Turn } from '../turn.js';

/** Words that would talk someone out of calling the police. No reviewed text may hold them. */
const DISSUADES = /(别|不要|不用|不必|没必要|无需|不该)(打|拨打?|报)(110|警)(?!.{0,12}(12345|占线|误))/u;

/**
 * The last look: an emergency begins with a number that an emergency may begin with,
 * no text talks anyone out of calling the police, and no reply is empty.
 */
export function checkReply(turn: Turn, parts: ChatParts): void {
  const { reply } = turn;
  if (!reply) throw new Error('check-reply needs a reply');
  if (reply.route === 'emergency' && reply.lines.length === 0) {
    reply.lines = linesOf(safetyWords(null, parts).lines, safetyWords(null, parts).say, parts);
    reply.actions = [...dialActions(reply.lines, parts), ...reply.actions];
  }
  reply.steps = reply.steps.filter((s) => !DISSUADES.test(s));
  if (reply.headline === '' || DISSUADES.test(reply.headline)) {
    reply.headline = parts.knowledge.words.unclear.headline;
  }
  reply.notes = reply.notes.filter(Boolean);
  reply.timings = turn.timings;
}
