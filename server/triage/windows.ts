/** Which parts of a long message the classifier reads. */
import type { Signal, Strength } from './types.js';

/** Characters in one window; figure from the main issue (first, last and two around the strongest signals). */
export const WINDOW = 100;

/** A part of the message and the rules that matched in it. */
export interface Window {
  text: string;
  rules: ReadonlySet<string>;
}

const RANK: Record<Strength, number> = { hard: 2, likely: 1, soft: 0 };

/**
 * A message of up to 1.5 windows is read whole. A longer one is read in up to four windows:
 * its first and last 100 characters and 100 around each of the two strongest rule signals.
 */
export function windowsOf(text: string, signals: Signal[]): Window[] {
  const within = (start: number, end: number): Window => ({
    text: text.slice(start, end),
    rules: new Set(signals.filter((s) => s.start < end && s.end > start).map((s) => s.rule)),
  });
  if (text.length <= WINDOW * 1.5) return [within(0, text.length + 1)];
  const strongest = [...signals].sort((a, b) => RANK[b.strength] - RANK[a.strength]).slice(0, 2);
  const starts = [
    0,
    text.length - WINDOW,
    ...strongest.map((s) => {
      const middle = Math.floor((s.start + s.end) / 2) - WINDOW / 2;
      return Math.min(Math.max(0, middle), text.length - WINDOW);
    }),
  ];
  return [...new Set(starts)].map((start) => within(start, start + WINDOW));
}
