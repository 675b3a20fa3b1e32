/** One thing at a time out of rules.yaml: does an example notice? The share that none notices must stay small. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parse } from 'yaml';
import type { TriageData } from '../../knowledge/triage-schema.js';
import { createFolder } from '../../server/chat/fold.js';
import { ROOT } from '../../server/config.js';
import { readRuleExamples } from '../support/rule-examples.js';
import { createKiller } from '../support/rule-killer.js';
import { countOf, Dice, longTest, record, round, SEED, SLICE } from './long.js';
import { KINDS, type Mutant, mutantsOf } from './rule-mutants.js';

/** Share of removals that an example must notice. */
const FLOOR = 0.95;
/** A slice of a few hundred cannot tell .95 from .93: it is printed, and only a full run is held to the floor. */
const HELD = SLICE ? 0 : FLOOR;
/** Left-over removals that the record names. */
const SHOWN = 40;

longTest('nearly whatever is taken out of the rules, an example notices', () => {
  const data = parse(readFileSync(join(ROOT, 'knowledge/triage/rules.yaml'), 'utf8')) as TriageData;
  const folder = createFolder(data.homophones);
  const kills = createKiller(
    data,
    readRuleExamples((text) => folder.fold(folder.clean(text))),
  );
  const dice = new Dice(SEED);
  const all = mutantsOf(data);
  const count = countOf(all.length, 300);
  const chosen = count < all.length ? dice.some(all, count) : all;
  const start = performance.now();
  const kinds = new Map<Mutant['kind'], { killed: number; of: number; share?: number }>();
  const left: Mutant[] = [];
  for (const mutant of chosen) {
    const mine = kinds.get(mutant.kind) ?? { killed: 0, of: 0 };
    kinds.set(mutant.kind, mine);
    mine.of += 1;
    if (kills(mutant)) mine.killed += 1;
    else left.push(mutant);
  }
  for (const mine of kinds.values()) mine.share = round(mine.killed / mine.of, 3);
  const share = 1 - left.length / chosen.length;
  record('mutate-rules', {
    removals: chosen.length,
    noticed: chosen.length - left.length,
    share: round(share, 4),
    kinds: Object.fromEntries(KINDS.map((kind) => [kind, kinds.get(kind)])),
    seconds: round((performance.now() - start) / 1000),
    unnoticed: dice.some(left, SHOWN).map((m) => `${m.kind} ${m.what.slice(0, 60)}: ${m.removed}`),
  });
  // a sample may lie three standard errors off
  const slack = count < all.length ? 3 * Math.sqrt((HELD * (1 - HELD)) / count) : 0;
  expect(share).toBeGreaterThanOrEqual(HELD - slack);
});
