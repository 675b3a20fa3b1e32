/** Strange text from plain text: what fingers, keyboards, clipboards and attackers do to a message. */
import type { TriageData } from '../../knowledge/triage-schema.js';
import type { Dice } from './long.js';

const MAX_BYTES = 16 * 1024;
const SMALL = 1000;

/** One unit of text, any of it possibly broken. */
const ODD: ((dice: Dice) => string)[] = [
  (d) => d.of(['😭', '🔪', '👨‍👩‍👧', '🇨🇳', '1️⃣', '❤️‍🔥', '👍🏿', '🫠']),
  (d) => String.fromCodePoint(d.between(0x300, 0x36f)),
  (d) => String.fromCharCode(d.between(0xd800, 0xdfff)),
  (d) => d.of(['\u202e', '\u202d', '\u202c', '\u2066', '\u2067', '\u2069', '\u200f', '\u061c', '\u0627']),
  (d) => d.of(['\u200b', '\u200c', '\u200d', '\ufeff', '\u2060', '\ufe0f', '\u{e0041}', '\u00ad']),
  (d) => String.fromCharCode(d.below(32)),
  (d) => String.fromCodePoint(d.between(0x4e00, 0x9fff)),
  (d) =>
    String.fromCodePoint(d.of([0x20000, 0x2f800, 0xfb1d, 0xfdfa, 0x1100, 0xac00, 0x0e01, 0xa9c5, 0x1d7ce])),
  (d) => d.of(['，', '。', '！', '?', '…', '·', '*', '_', '-', '~', '|', '/', '\\', "'", ' ', '\t', '\n']),
  (d) => d.of(['a', 'z', '0', '9', '１', '①', '壹', '幺', '路', '号', '栋', '@', '.', '+', '京A']),
];
export const oddity = (dice: Dice): string => dice.of(ODD)(dice);

type Change = (units: string[], dice: Dice) => string[];
const spliced = (units: string[], at: number, count: number, ...put: string[]): string[] => [
  ...units.slice(0, at),
  ...put,
  ...units.slice(at + count),
];
const CHANGES: Change[] = [
  (u, d) => spliced(u, d.below(u.length + 1), d.between(1, 3)),
  (u, d) => spliced(u, d.below(u.length + 1), 0, oddity(d)),
  (u, d) => spliced(u, d.below(u.length + 1), 1, oddity(d)),
  (u, d) => {
    const at = d.below(u.length + 1);
    return spliced(u, at, 0, ...u.slice(at, at + d.between(1, 5)));
  },
  (u, d) => {
    const at = d.below(u.length + 1);
    const length = d.between(2, 6);
    const part = u.slice(at, at + length);
    return spliced(u, at, length, ...d.some(part, part.length));
  },
  (u, d) => d.some(u, u.length),
  (u, d) => {
    const between = oddity(d);
    return u.flatMap((unit) => [unit, between]);
  },
  (u) => [...u].reverse(),
  (u, d) => u.map((unit) => unit.normalize(d.of(['NFD', 'NFKD', 'NFC']))),
];

/** At most this many bytes of UTF-8, cut between UTF-16 units (so a pair may be split). */
export function cut(text: string, bytes = MAX_BYTES): string {
  let out = text.slice(0, bytes);
  while (Buffer.byteLength(out) > bytes)
    out = out.slice(0, Math.floor((out.length * bytes) / Buffer.byteLength(out)));
  return out;
}

export function mutate(text: string, dice: Dice): string {
  let units = dice.chance(0.5) ? [...text] : text.split('');
  for (let n = dice.between(1, 6); n > 0 && units.length < SMALL; n -= 1)
    units = dice.of(CHANGES)(units, dice);
  return units.join('').slice(0, SMALL);
}

export const noise = (dice: Dice): string =>
  Array.from({ length: dice.between(0, 200) }, () => oddity(dice))
    .join('')
    .slice(0, SMALL);

/** A phone number as people write it, and as they hide it. */
export function phone(dice: Dice): { digits: string; written: string } {
  const digits = `1${dice.between(3, 9)}${Array.from({ length: 9 }, () => dice.below(10)).join('')}`;
  const groups = dice.chance(0.5) ? [...digits] : [digits.slice(0, 3), digits.slice(3, 7), digits.slice(7)];
  const between = dice.of([
    '',
    '',
    ' ',
    '-',
    '·',
    '.',
    '\u200b',
    '\u202e',
    ' -',
    '——',
    '\u20e3',
    '\ufe0f\u20e3',
    '\u0000',
  ]);
  const wide = dice.chance(0.2);
  const widened = (c: string): string => (wide ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c);
  const written = groups.map((g) => [...g].map(widened).join('')).join(between);
  return { digits, written: dice.of(['', '', '+86', '86 ', '电话', 'tel:', '是']) + written };
}

/**
 * A few fragments that the rules look for, over and over: what makes a pattern begin, almost match and go back.
 * @param words literal text out of the patterns
 */
export function repeated(words: readonly string[], dice: Dice, bytes: number): string {
  const parts = Array.from({ length: dice.between(1, 4) }, () =>
    dice.chance(0.8) ? dice.of(words) : oddity(dice),
  );
  const unit = parts.join(dice.of(['', '', '', ' ', ',', '的', '·']));
  const size = Math.max(1, Buffer.byteLength(unit));
  const tail = dice.chance(0.5) ? dice.of(words) : oddity(dice);
  return cut(unit.repeat(Math.ceil(bytes / size)), bytes - 32) + tail;
}

/** The literal runs of a pattern's source. */
const literalsOf = (source: string): string[] =>
  (source.match(/[\p{Script=Han}a-z0-9]+/gu) ?? []).filter((w) => w.length <= 8);

/** What the rules, their guards and the small talk look for, each once. */
export const wordsOf = (data: TriageData): string[] => [
  ...new Set(
    [
      ...Object.values(data.words ?? {}),
      ...data.rules.flatMap((r) => [...r.any, ...(r.also ?? [])]),
      ...Object.values(data.guards).flatMap((g) => [...g.patterns, ...(g.but ?? [])]),
      ...Object.values(data.small).flat(),
    ].flatMap(literalsOf),
  ),
];
