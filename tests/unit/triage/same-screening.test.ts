/** Leaving out what a text cannot match changes nothing: the same screening as with every pattern run whole. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { readOwn } from '../../../eval/routing/utterances.js';
import type { TriageData } from '../../../knowledge/triage-schema.js';
import { createFolder } from '../../../server/chat/fold.js';
import { ROOT } from '../../../server/config.js';
import { compileRules, screen } from '../../../server/triage/rules.js';
import { Dice } from '../../long/long.js';
import { mutate } from '../../long/mutate.js';
import { plainScreen } from '../../support/plain-screen.js';

const read = (path: string): unknown => parse(readFileSync(join(ROOT, path), 'utf8'));
const data = read('knowledge/triage/rules.yaml') as TriageData;
const examples = read('tests/unit/triage/rule-examples.yaml') as Record<string, { text: string }[]>;
const { clean, fold } = createFolder(data.homophones);
const compiled = compileRules(data);
const plain = plainScreen(compiled);
const texts = [...Object.values(examples).flat(), ...readOwn(join(ROOT, 'knowledge'))].map((e) => e.text);

/** The texts on which the two disagree, as they were read. */
const differing = (some: string[]): string[] =>
  some.filter((text) => JSON.stringify(screen(text, compiled)) !== JSON.stringify(plain(text)));

it('on every example of a rule and every utterance', { timeout: 120_000 }, () => {
  expect(texts.length).toBeGreaterThan(10_000);
  expect(differing(texts.map((text) => fold(clean(text))))).toEqual([]);
});
it('on mutated ones, folded and not', { timeout: 120_000 }, () => {
  const dice = new Dice(4);
  const mutants = Array.from({ length: 2000 }, () => mutate(dice.of(texts), dice));
  expect(differing(mutants)).toEqual([]);
  expect(differing(mutants.map((text) => fold(clean(text))))).toEqual([]);
});
it('on long ones that repeat or mix what people say', { timeout: 120_000 }, () => {
  const dice = new Dice(5);
  const long = Array.from({ length: 300 }, () => {
    const some = Array.from({ length: dice.between(1, 12) }, () => {
      const text = dice.of(texts);
      return dice.chance(0.5) ? text : text.slice(0, dice.between(1, 8));
    }).join(dice.of(['', '。', ',']));
    return some.repeat(20).slice(0, 1000);
  });
  expect(differing(long.map((text) => fold(clean(text))))).toEqual([]);
});
