/** Strange text through the part that must never fail: clean, fold, screen, windows, mask. */
import { join } from 'node:path';
import { expect } from 'vitest';
import { readOwn } from '../../eval/routing/utterances.js';
import { loadKnowledge } from '../../knowledge/load.js';
import { createFolder } from '../../server/chat/fold.js';
import { maskPersonalData } from '../../server/chat/mask.js';
import { ROOT } from '../../server/config.js';
import { compileRules, screen } from '../../server/triage/rules.js';
import { READ_ALL, WINDOW, windowsOf } from '../../server/triage/windows.js';
import { countOf, Dice, longTest, percentile, record, round, SEED, SLICE } from './long.js';
import { cut, mutate, noise, phone, repeated, wordsOf } from './mutate.js';

/** A cut comes no earlier than at four tenths of a window; two more for signals. */
const MOST_WINDOWS = READ_ALL / (WINDOW * 0.4) + 2;

/** Longest that one message may take, ms: up to 1,000 characters, and up to 16 KB. */
const LIMIT = { short: 50, long: 400 };
const SHORT = 1000;
const FULL = 16 * 1024;
/** A slow call is tried again: slow each time is a slow pattern, slow once is another process on the same core. */
const TRIES = 4;
/** What may stand between the digits of a number. */
const BETWEEN = /[\s\-—·.]|\u20e3/gu;
const PHONE = /(?<![0-9])1[3-9][0-9]{9}(?![0-9])/u;

const knowledge = loadKnowledge(join(ROOT, 'knowledge'));
const { triage } = knowledge;
const folder = createFolder(triage.homophones);
const rules = compileRules(triage);
const utterances = readOwn(join(ROOT, 'knowledge')).map((u) => u.text);
const WORDS = wordsOf(triage);
const STEPS = ['clean', 'fold', 'screen', 'windows', 'mask'] as const;
type Step = (typeof STEPS)[number];

interface Passed {
  total: number;
  ms: Record<Step, number>;
  folded: string;
  masked: string;
  windows: string[];
  emergency: boolean;
}
function pass(text: string): Passed {
  const marks = [performance.now()];
  const mark = <T>(value: T): T => {
    marks.push(performance.now());
    return value;
  };
  const clean = mark(folder.clean(text));
  const folded = mark(folder.fold(clean));
  const screening = mark(screen(folded, rules));
  const windows = mark(windowsOf(folded, screening.signals)).map((w) => w.text);
  const masked = mark(maskPersonalData(clean));
  const spent = STEPS.map((step, i) => [step, (marks[i + 1] as number) - (marks[i] as number)]);
  const ms = Object.fromEntries(spent) as Record<Step, number>;
  const total = (marks.at(-1) as number) - (marks[0] as number);
  return { total, ms, folded, masked, windows, emergency: screening.emergency };
}

interface Made {
  text: string;
  /** digits that must not be readable afterwards */
  secret?: string;
  /** what the text repeats */
  unit?: string;
}
/** Units that took longest when repeated: later ones are made from them, so that the search climbs. */
const POOL = 20;
const slowest: { unit: string; total: number }[] = [];
function hunted(dice: Dice): Made {
  const known = slowest.length > 0 && dice.chance(0.7);
  const start = known ? dice.of(slowest).unit : dice.of(utterances).slice(0, dice.between(2, 60));
  const joined = dice.chance(0.2) ? start + dice.of(WORDS) : start;
  const unit = dice.chance(0.8) ? mutate(joined, dice).slice(0, 80) : joined;
  return { unit, text: cut(unit.repeat(Math.ceil(FULL / Math.max(1, Buffer.byteLength(unit))))) };
}
function remember(unit: string, total: number): void {
  slowest.push({ unit, total });
  slowest.sort((a, b) => b.total - a.total).splice(POOL);
}
const KINDS: [string, number, (dice: Dice) => Made][] = [
  ['mutated', 0.59, (d) => ({ text: mutate(d.of(utterances), d) })],
  ['noise', 0.12, (d) => ({ text: noise(d) })],
  ['phone', 0.15, withPhone],
  ['repeated', 0.11, (d) => ({ text: repeated(WORDS, d, d.between(60, SHORT)).slice(0, SHORT) })],
  ['long mixed', 0.01, (d) => ({ text: cut(many(d).join(d.of(['', '。', '\n']))) })],
  ['long hunted', 0.01, hunted],
  ['long repeated', 0.01, (d) => ({ text: repeated(WORDS, d, FULL) })],
];
const many = (d: Dice): string[] => Array.from({ length: 400 }, () => mutate(d.of(utterances), d));
function withPhone(dice: Dice): Made {
  const { digits, written } = phone(dice);
  const [before, after] = [0, 1].map(() => mutate(dice.of(utterances), dice).slice(0, 400));
  return { text: `${before}，${written}，${after}`, secret: digits };
}
function make(dice: Dice): [kind: string, made: Made] {
  const draw = dice.below(1000) / 1000;
  let sum = 0;
  for (const [kind, share, produce] of KINDS) {
    sum += share;
    if (draw < sum) return [kind, produce(dice)];
  }
  return ['mutated', { text: mutate(dice.of(utterances), dice) }];
}
/** Every word and character that a pattern knows, held down to 16 KB and followed by something else; then chance. */
function* cases(dice: Dice, count: number): Generator<[kind: string, made: Made]> {
  const units = [...new Set([...WORDS, ...WORDS.join('')])];
  for (const unit of SLICE ? dice.some(units, 200) : units)
    yield ['long held', { text: `${cut(unit.repeat(FULL / Buffer.byteLength(unit)), FULL - 8)}床` }];
  for (let n = 0; n < count; n += 1) yield make(dice);
}
const shown = (text: string): string => JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);

longTest('no text breaks the rules, takes long or leaves a phone number', () => {
  const count = countOf(300_000, 3000);
  const dice = new Dice(SEED);
  const wrong: string[] = [];
  const times = { short: [] as number[], long: [] as number[] };
  const kinds: Record<string, { count: number; slowest: number; slowestText: string }> = {};
  const slowestStep: Record<string, number> = {};
  let again = 0;
  let alarms = 0;
  for (const text of utterances.slice(0, 300)) pass(text);

  let i = -1;
  for (const [kind, { text, secret, unit }] of cases(dice, count)) {
    i += 1;
    const group = text.length <= SHORT ? 'short' : 'long';
    let passed: Passed;
    try {
      passed = pass(text);
      for (let n = 1; n < TRIES && passed.total > LIMIT[group]; n += 1) {
        again += 1;
        const other = pass(text);
        if (other.total < passed.total) passed = other;
      }
    } catch (error) {
      wrong.push(`${i} ${kind} threw ${(error as Error).message}: ${shown(text)}`);
      continue;
    }
    const { total, ms, folded, masked, windows, emergency } = passed;
    times[group].push(total);
    if (unit) remember(unit, total);
    const seen = kinds[kind] ?? { count: 0, slowest: 0, slowestText: '' };
    kinds[kind] = seen;
    seen.count += 1;
    if (total > seen.slowest)
      Object.assign(seen, { slowest: round(total), slowestText: shown(text.slice(0, 60)) });
    for (const step of STEPS) {
      const name = `${step}, ${group}`;
      slowestStep[name] = Math.max(slowestStep[name] ?? 0, round(ms[step]));
    }
    if (total > LIMIT[group])
      wrong.push(`${i} ${kind} took ${round(total)} ms (${JSON.stringify(ms)}): ${shown(text)}`);
    if (PHONE.test(masked) || (secret && masked.replace(BETWEEN, '').includes(secret)))
      wrong.push(`${i} ${kind} kept a phone number: ${shown(masked)}`);
    if (windows.length === 0 || windows.length > MOST_WINDOWS || windows.some((w) => w.length > WINDOW * 1.5))
      wrong.push(`${i} ${kind} windows ${windows.map((w) => w.length)}: ${shown(text)}`);
    if (i % 50 === 0 && folder.fold(folder.clean(text)) !== folded)
      wrong.push(`${i} ${kind} folds differently each time`);
    if (emergency) alarms += 1;
    if (wrong.length > 20) break;
  }
  const spread = (list: number[]) => ({
    count: list.length,
    p50: round(percentile(list, 50), 2),
    p99: round(percentile(list, 99), 2),
    max: round(percentile(list, 100)),
  });
  record('time-triage', {
    count: i + 1,
    failures: wrong.length,
    limitsMs: LIMIT,
    upTo1000Characters: spread(times.short),
    upTo16KB: spread(times.long),
    timedAgain: again,
    slowestStepMs: slowestStep,
    kinds,
    seenAsEmergencyByRules: alarms,
  });
  expect(wrong).toEqual([]);
});
