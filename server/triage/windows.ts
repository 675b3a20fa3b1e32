/** Which parts of a long message the classifier reads. */
import type { Signal } from './types.js';

/** Characters in one window; figure from the main issue (first, last and two around the strongest signals). */
export const WINDOW = 100;

/**
 * A message of up to 1.5 windows is read whole. A longer one is read in up to four windows:
 * its first and last 100 characters and 100 around each of the two strongest rule signals.
 */
export function windowsOf(text: string, signals: Signal[]): string[] {
  if (text.length <= WINDOW * 1.5) return [text];
  const strongest = [...signals]
    .sort((a, b) => Number(b.strength === 'hard') - Number(a.strength === 'hard'))
    .slice(0, 2);
  const starts = [
    0,
    text.length - WINDOW,
    ...strongest.map((s) => {
      const middle = Math.floor((s.start + s.end) / 2) - WINDOW / 2;
      return Math.min(Math.max(0, middle), text.length - WINDOW);
    }),
  ];
  return [...new Set(starts)].map((start) => text.slice(start, start + WINDOW));
}
