import type { Reply } from '../../protocol.js';
import { dialActions, linesOf } from '../emergency-part.js';
import type { FixedReply } from '../ports.js';
import type { ChatParts } from '../turn.js';

/** A reply that is not a card's: fixed words, lines from the directory, suggested questions. */
export function fixedParts(fixed: FixedReply, parts: ChatParts): Partial<Reply> {
  const lines = linesOf(fixed.lines, null, parts);
  return {
    headline: fixed.headline,
    steps: fixed.steps,
    lines,
    actions: [
      ...dialActions(lines, parts),
      ...fixed.asks.map((ask) => ({ kind: 'ask' as const, label: ask, target: ask })),
    ],
  };
}
