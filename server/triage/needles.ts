/**
 * What a text holds, as a set of its characters and pairs of neighbours, and what an alternative needs of it.
 * Asking the set is a hundred times faster than running a pattern; it may say yes for nothing, never no.
 */
import type { Clause } from './required.js';

/** Places in the set of a text: one for each UTF-16 unit, then as many for pairs, which share them by hash. */
const UNITS = 0x10000;
const placeOfPair = (a: number, b: number): number => UNITS + ((Math.imul(a, 40_503) ^ b) & 0xffff);

/** The characters and pairs of one text. */
export interface Holdings {
  bits: Uint32Array;
}

export function holdingsOf(text: string): Holdings {
  const bits = new Uint32Array((2 * UNITS) / 32);
  let before = -1;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    bits[unit >> 5] = (bits[unit >> 5] as number) | (1 << (unit & 31));
    if (before >= 0) {
      const pair = placeOfPair(before, unit);
      bits[pair >> 5] = (bits[pair >> 5] as number) | (1 << (pair & 31));
    }
    before = unit;
  }
  return { bits };
}

/** All of these, any of whose places must be in the text. */
export type Needles = readonly Uint32Array[];

/** Whether a text with these holdings can match. */
export function mayMatch(needles: Needles, { bits }: Holdings): boolean {
  for (const clause of needles) {
    let held = false;
    for (let i = 0; i < clause.length && !held; i += 1) {
      const place = clause[i] as number;
      held = (((bits[place >> 5] as number) >>> (place & 31)) & 1) === 1;
    }
    if (!held) return false;
  }
  return true;
}

/** Nearly every message has these: a single one of them tells little. */
const COMMON = new Set(
  '的了我他她在是一不有人这个们来说就到要去也会着没看好上下时大家里天还都那子过给把被又打怎么办吗,。!?0123456789 ',
);
/** How likely a long message holds it, as -ln(1 - p): these add up over a clause. */
function commonness(needle: string): number {
  const all = [...needle].every((c) => COMMON.has(c));
  if (needle.length > 1) return all ? 0.3 : 0.04;
  return all ? 3 : 0.3;
}
/** The part of a required string that is asked for: its rarest pair, or the character that it is. */
function needleOf(text: string): string {
  if (text.length < 3) return text;
  const pairs = Array.from({ length: text.length - 1 }, (_, i) => text.slice(i, i + 2));
  return pairs.find((p) => commonness(p) < 0.1) ?? (pairs[0] as string);
}
/** How likely a long message meets a clause. */
export const costOf = (clause: Clause): number =>
  clause.reduce((sum, text) => sum + commonness(needleOf(text)), 0);

/** As many clauses as pay: each further one rarely excludes a text that the best ones let through. */
const ASKED = 3;

/** The clauses that exclude most texts, as places, the most telling first. */
export const needlesOf = (clauses: readonly Clause[]): Needles =>
  clauses
    .map((clause) => ({ clause, cost: costOf(clause) }))
    .sort((a, b) => a.cost - b.cost)
    .slice(0, ASKED)
    .map(({ clause }) => new Uint32Array(new Set(shortest(clause).map((text) => placeOf(needleOf(text))))));

const placeOf = (needle: string): number =>
  needle.length === 1 ? needle.charCodeAt(0) : placeOfPair(needle.charCodeAt(0), needle.charCodeAt(1));

/** Without strings that contain another of the clause. */
function shortest(clause: Clause): Clause {
  const all = new Set(clause);
  const contains = (text: string): boolean => {
    for (let from = 0; from < text.length; from += 1) {
      for (let to = from + 1; to <= text.length; to += 1) {
        if (to - from < text.length && all.has(text.slice(from, to))) return true;
      }
    }
    return false;
  };
  return clause.filter((text) => !contains(text));
}
