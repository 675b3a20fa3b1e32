import { maskPersonalData } from '../mask.js';
import type { Turn } from '../turn.js';

/** Makes what may be stored. The live text goes on unmasked in memory: search and triage need it. */
export function maskText(turn: Turn): void {
  turn.masked = maskPersonalData(turn.text);
}
