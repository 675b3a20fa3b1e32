/** Which parts of a long message the classifier reads. */
import type { Signal, Strength } from './types.js';

/** Characters in one window. */
export const WINDOW = 100;
/** Up to here a message is read whole, window by window: danger told as an aside has no signal to look around. */
export const READ_ALL = 1000;
/** A message, or what is left of one, of up to this many characters is one window. */
const WHOLE = WINDOW * 1.5;

/** A part of the message and the rules that matched in it. */
export interface Window {
  text: string;
  rules: ReadonlySet<string>;
}
type Span = [start: number, end: number];

const RANK: Record<Strength, number> = { hard: 2, likely: 1, soft: 0 };

/**
 * A message of up to 1.5 windows is one window. Up to READ_ALL it is read whole, cut where sentences end.
 * Of a longer one the first and the last half of READ_ALL are read, and 100 characters around each of the
 * two strongest rule signals.
 */
export function windowsOf(text: string, signals: Signal[]): Window[] {
  const spans: Span[] =
    text.length <= READ_ALL
      ? pack(text, 0, text.length)
      : [
          ...pack(text, 0, READ_ALL / 2),
          ...pack(text, text.length - READ_ALL / 2, text.length),
          ...strongest(signals).map((s): Span => {
            const start = Math.floor((s.start + s.end) / 2) - WINDOW / 2;
            const inside = Math.min(Math.max(0, start), text.length - WINDOW);
            return [inside, inside + WINDOW];
          }),
        ];
  return spans.map(([start, end]) => ({
    text: text.slice(start, end),
    rules: new Set(signals.filter((s) => s.start < end && s.end > start).map((s) => s.rule)),
  }));
}

const strongest = (signals: Signal[]): Signal[] =>
  [...signals].sort((a, b) => RANK[b.strength] - RANK[a.strength]).slice(0, 2);

/** Spans of at most WINDOW characters that cover from..to, cut after a sentence, else a clause, else anywhere. */
function pack(text: string, from: number, to: number): Span[] {
  const spans: Span[] = [];
  let start = from;
  while (to - start > WHOLE) {
    const part = text.slice(start, start + WINDOW);
    const end = start + (lastEnd(part, SENTENCE) || lastEnd(part, CLAUSE) || WINDOW);
    spans.push([start, end]);
    start = end;
  }
  spans.push([start, to]);
  return spans;
}
const SENTENCE = /[。！？!?；;\n]/gu;
const CLAUSE = /[，,、…：: ]/gu;
/** A cut this early would leave a window that says too little. */
const EARLIEST = WINDOW * 0.4;

/** Where the last mark of its kind ends, or 0. */
function lastEnd(part: string, mark: RegExp): number {
  let end = 0;
  for (const found of part.matchAll(mark)) end = found.index + found[0].length;
  return end >= EARLIEST ? end : 0;
}
