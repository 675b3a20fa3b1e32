/**
 * One process of tests/long/fuzz-triage.test.ts: short strange texts through clean, fold, screen, windows and decide,
 * with random classifications. A block of BLOCK texts has its own seed, so that one block can be run again.
 * Arguments: first block, number of blocks, and `announce` to print each text before it is tried.
 * Prints one JSON line a block (BlockReport): a process that prints none any more hangs.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { readOwn } from '../../eval/routing/utterances.js';
import { loadKnowledge } from '../../knowledge/load.js';
import { createFolder } from '../../server/chat/fold.js';
import { ROOT } from '../../server/config.js';
import { DANGERS, type Danger, ROUTES, type Route } from '../../server/protocol.js';
import { decide } from '../../server/triage/decide.js';
import { compileRules, screen } from '../../server/triage/rules.js';
import type { Classification, Context, Verdict } from '../../server/triage/types.js';
import { WINDOW, windowsOf } from '../../server/triage/windows.js';
import { Dice } from './long.js';
import { cut, mutate, oddity, repeated, wordsOf } from './mutate.js';

const BLOCK = 1000;
export interface BlockReport {
  block: number;
  count: number;
  characters: number;
  emergencies: number;
  /** ms */
  slowest: number;
  /** what went wrong, each with the smallest text that still shows it */
  wrong: { what: string; text: string }[];
}

/** ms of processor, so that others on the machine do not count; slow at each try is a slow pattern. */
const LIMIT = 50;
const TRIES = 4;

const { triage } = loadKnowledge(join(ROOT, 'knowledge'));
const folder = createFolder(triage.homophones);
const rules = compileRules(triage);
const utterances = readOwn(join(ROOT, 'knowledge')).map((u) => u.text);
const words = wordsOf(triage);
const lines = [...new Set(Object.values(triage.scenes).flatMap((s) => s.lines))];
const scenes = Object.keys(triage.scenes);

const piece = (d: Dice): string => {
  const text = d.of(utterances);
  const start = d.below(text.length);
  return text.slice(start, start + d.between(1, 30));
};
const KINDS: [share: number, make: (dice: Dice) => string][] = [
  [0.4, (d) => mutate(piece(d), d).slice(0, 80)],
  [
    0.3,
    (d) =>
      Array.from({ length: d.between(1, 6) }, () => d.of(words)).join(d.of(['', '', ',', '。', ' ', '他'])),
  ],
  [0.1, (d) => d.of(words) + piece(d) + d.of(words)],
  [0.1, (d) => Array.from({ length: d.between(0, 24) }, () => oddity(d)).join('')],
  [0.06, (d) => mutate(d.of(utterances), d)],
  [0.04, (d) => cut(repeated(words, d, d.between(40, 400)), 400)],
];
function make(dice: Dice): string {
  let left = dice.below(1000) / 1000;
  for (const [share, produce] of KINDS) {
    left -= share;
    if (left < 0) return produce(dice);
  }
  return piece(dice);
}

/** A probability as a classifier gives it, the ends and the cut points themselves included. */
const chance = (d: Dice): number =>
  d.chance(0.2) ? d.of([0, 1, ...Object.values(triage.thresholds)]) : d.below(1e6) / 1e6;
const table = <K extends string>(keys: readonly K[], d: Dice): Record<K, number> =>
  Object.fromEntries(keys.map((key) => [key, chance(d)])) as Record<K, number>;
const classified = (signalled: boolean, d: Dice): Classification => ({
  signalled,
  route: table(ROUTES, d),
  danger: table(DANGERS, d),
  line: table(lines, d),
});
const before = (d: Dice): Context | null =>
  d.chance(0.5)
    ? null
    : {
        route: d.of<Route>(ROUTES),
        danger: d.of<Danger>(DANGERS),
        scene: d.chance(0.5) ? null : d.of(scenes),
      };

/** One text the whole way. Throws where the outcome is none that triage may give. */
function pass(text: string, d: Dice): Verdict {
  const folded = folder.fold(folder.clean(text));
  const screening = screen(folded, rules);
  const windows = windowsOf(folded, screening.signals);
  if (windows.length === 0 || windows.some((w) => w.text.length > WINDOW * 1.5))
    throw new Error(`windows of ${windows.map((w) => w.text.length)} characters`);
  const model = d.chance(0.2) ? [] : windows.map((w) => classified(w.rules.size > 0, d));
  const verdict = decide(screening, model, before(d), triage);
  const emergency = verdict.route === 'emergency';
  if (!ROUTES.includes(verdict.route)) throw new Error(`no route ${verdict.route}`);
  if (verdict.lines.length > 0 !== emergency)
    throw new Error(`${verdict.route} with ${verdict.lines.length} lines`);
  if (emergency !== (verdict.danger !== 'none'))
    throw new Error(`${verdict.route} with danger ${verdict.danger}`);
  if (!emergency && screening.signals.some((s) => s.strength === 'hard'))
    throw new Error('a hard rule went unheard');
  return verdict;
}

/** What goes wrong with a text, or null. @param seed of the classification */
function wrongWith(text: string, seed: number): string | null {
  try {
    pass(text, new Dice(seed));
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
/** The text with as much taken out as leaves the same mistake. */
function smallest(text: string, seed: number, what: string): string {
  let units = text.split('');
  for (let size = units.length >> 1; size >= 1; size >>= 1)
    for (let at = 0; at < units.length; ) {
      const less = [...units.slice(0, at), ...units.slice(at + size)];
      if (wrongWith(less.join(''), seed) === what) units = less;
      else at += size;
    }
  return units.join('');
}

function runBlock(block: number, announce: boolean): BlockReport {
  const dice = new Dice(block);
  const report: BlockReport = { block, count: 0, characters: 0, emergencies: 0, slowest: 0, wrong: [] };
  for (let n = 0; n < BLOCK; n += 1) {
    const text = make(dice);
    const seed = dice.below(2 ** 31);
    if (announce) writeSync(1, `${JSON.stringify({ trying: text })}\n`);
    report.count += 1;
    report.characters += text.length;
    let took = 0;
    try {
      for (let tries = 0; tries < TRIES && (tries === 0 || took > LIMIT); tries += 1) {
        const start = process.cpuUsage();
        const { route } = pass(text, new Dice(seed));
        const { user, system } = process.cpuUsage(start);
        took = (user + system) / 1000;
        if (tries === 0 && route === 'emergency') report.emergencies += 1;
      }
      report.slowest = Math.max(report.slowest, took);
      if (took > LIMIT) report.wrong.push({ what: `takes ${Math.round(took)} ms`, text });
    } catch (error) {
      const what = (error as Error).message;
      report.wrong.push({ what, text: smallest(text, seed, what) });
    }
  }
  return report;
}

const [first = '0', blocks = '1', mode] = process.argv.slice(2);
for (let block = Number(first); block < Number(first) + Number(blocks); block += 1)
  writeSync(1, `${JSON.stringify(runBlock(block, mode === 'announce'))}\n`);
