/** Near-duplicates among short texts: what would let a measure flatter itself, or a model count one story twice. */

const GRAM = 5;
/** Under this many characters 5-grams say nothing: equal, or one edit apart. */
const SHORT = 9;
/** Share of the shorter text's 5-grams that the longer one also has. */
export const NEAR = 0.5;

export interface Pair {
  a: number;
  b: number;
  /** 1 for short texts that are equal or one edit apart */
  containment: number;
}

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
const gramsOf = (text: string): string[] => [
  ...new Set(Array.from({ length: Math.max(0, text.length - GRAM + 1) }, (_, i) => text.slice(i, i + GRAM))),
];
/** The text and what is left when any one character is dropped: texts one edit apart share one of these. */
const oneDropped = (text: string): string[] => [
  text,
  ...Array.from(text, (_, i) => text.slice(0, i) + text.slice(i + 1)),
];

/** Every pair of near texts, each once with a < b. Texts are folded by the caller. */
export function nearPairs(texts: string[]): Pair[] {
  const all = texts.map(plain);
  const pairs = new Map<string, Pair>();
  const add = (a: number, b: number, containment: number) => {
    if (a === b) return;
    const [x, y] = a < b ? [a, b] : [b, a];
    pairs.set(`${x} ${y}`, { a: x, b: y, containment });
  };
  const shared = new Map<string, number[]>();
  const index = (key: string, i: number): number[] => {
    const seen = shared.get(key);
    if (seen) seen.push(i);
    else shared.set(key, [i]);
    return seen ?? [];
  };
  all.forEach((text, i) => {
    // '-' keeps what is dropped from short texts apart from 5-grams
    if (text.length === 0 || text.length > SHORT) return;
    for (const key of oneDropped(text))
      for (const other of index(`-${key}`, i)) {
        const [one, two] = [text, all[other] as string];
        if (Math.min(one.length, two.length) < SHORT && oneEdit(one, two)) add(i, other, 1);
      }
  });
  const grams = all.map(gramsOf);
  grams.forEach((mine, i) => {
    const counts = new Map<number, number>();
    for (const g of mine) for (const other of index(g, i)) counts.set(other, (counts.get(other) ?? 0) + 1);
    for (const [other, count] of counts) {
      const [one, two] = [all[i] as string, all[other] as string];
      if (Math.min(one.length, two.length) < SHORT) continue;
      const containment = count / Math.min(mine.length, (grams[other] as string[]).length);
      if (containment >= NEAR) add(i, other, containment);
    }
  });
  return [...pairs.values()];
}

/** Equal, or one character put in, left out or changed. */
export function oneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  return Math.max(a.length, b.length) - head - tail <= 1;
}
