/** Finds a pattern of many alternatives in a text, running only those that the text can match at all. */
import { costOf, type Holdings, mayMatch, type Needles, needlesOf } from './needles.js';
import { alternativesOf } from './pattern.js';
import { clausesOf } from './required.js';

interface Part {
  pattern: RegExp;
  needles: Needles;
}
/** A pattern, taken apart into its alternatives. */
export interface Finder {
  source: string;
  parts: readonly Part[];
}

/** @param sources patterns with flag u, any of which may match; an earlier alternative comes before a later one */
export function createFinder(sources: readonly string[]): Finder {
  // each is compiled whole as well: what is broken shall not be taken apart into what is not
  for (const source of sources) new RegExp(source, 'u');
  const parts = sources.flatMap((source) =>
    alternativesOf(source, costOf).map((one) => ({
      pattern: new RegExp(one.source, 'gu'),
      needles: needlesOf(clausesOf(one.required)),
    })),
  );
  return { source: sources.map((s) => `(?:${s})`).join('|'), parts };
}

/** The alternatives that a text may match, in their order. */
export function alive(finder: Finder, holdings: Holdings): RegExp[] {
  const out: RegExp[] = [];
  for (const { needles, pattern } of finder.parts) if (mayMatch(needles, holdings)) out.push(pattern);
  return out;
}

/** Whether any of the patterns matches. */
export function anyMatches(patterns: readonly RegExp[], text: string): boolean {
  for (const pattern of patterns) {
    pattern.lastIndex = 0;
    if (pattern.test(text)) return true;
  }
  return false;
}

/**
 * The matches of the patterns as of their union, from left to right: at one place the earlier pattern is
 * taken, and the search goes on behind its match.
 */
export function* matchesOf(
  patterns: readonly RegExp[],
  text: string,
): Generator<[start: number, end: number]> {
  const found = patterns.map((pattern) => next(pattern, text, 0));
  for (;;) {
    let best = -1;
    for (let i = 0; i < found.length; i += 1) {
      if (found[i] && (best < 0 || (found[i]?.[0] as number) < (found[best]?.[0] as number))) best = i;
    }
    const match = found[best];
    if (!match) return;
    yield match;
    const [start, end] = match;
    // behind an empty match the search goes on one character later
    const from = end > start ? end : start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
    found.forEach((m, i) => {
      if (m && m[0] < from) found[i] = next(patterns[i] as RegExp, text, from);
    });
  }
}

function next(pattern: RegExp, text: string, from: number): [number, number] | null {
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match && [match.index, pattern.lastIndex];
}
