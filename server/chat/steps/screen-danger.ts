import { sceneOf } from '../../triage/decide.js';
import { screen } from '../../triage/rules.js';
import { emergencyPart } from '../emergency-part.js';
import type { ChatParts, Turn } from '../turn.js';

/** The rules alone. What they are sure of leaves at once, before the model or the store is asked. */
export function screenDanger(turn: Turn, parts: ChatParts): void {
  turn.screening = screen(turn.folded, parts.rules);
  const { signals } = turn.screening;
  if (!signals.some((s) => s.strength === 'hard')) return;
  turn.emit({
    type: 'emergency',
    part: emergencyPart(turn.id, sceneOf(signals, parts.rules.data.scenes), null, parts),
  });
  turn.emitted.emergency = true;
}
