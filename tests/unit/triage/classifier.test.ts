import { describe, expect, it } from 'vitest';
import type { Danger, Route } from '../../../server/protocol.js';
import {
  type ClassifierMeta,
  classify,
  featureCount,
  featuresOf,
  softmax,
} from '../../../server/triage/classifier.js';

const meta: ClassifierMeta = {
  version: 1,
  dimension: 2,
  buckets: 64,
  rules: ['a', 'b'],
  routes: ['emergency', 'legal'] as Route[],
  dangers: ['now', 'none'] as Danger[],
  lines: ['110', '119'],
  modelHash: '',
  dataHash: '',
};
const embedding = new Float32Array([0.6, 0.8]);
const bias = featureCount(meta) - 1;

describe('featuresOf', () => {
  it('lays out embedding, n-grams, rules and bias', () => {
    const f = featuresOf('打人', embedding, new Set(['b']), meta);
    expect(featureCount(meta)).toBe(2 + 64 + 2 + 1);
    expect(f.index.slice(0, 2)).toEqual([0, 1]);
    expect(f.value[0]).toBeCloseTo(3.6);
    expect(f.value[1]).toBeCloseTo(4.8);
    expect(f.index.slice(-2)).toEqual([2 + 64 + 1, bias]);
    expect(f.value.slice(-2)).toEqual([1, 1]);
    const grams = f.index.slice(2, -2);
    expect(grams.every((i) => i >= 2 && i < 66)).toBe(true);
    expect(new Set(grams).size).toBe(grams.length);
  });
  it('gives the n-grams a fixed length together, however long the text', () => {
    for (const text of ['火', '着火了快来', '着火了'.repeat(40)]) {
      const f = featuresOf(text, embedding, new Set(), meta);
      const squares = f.value.slice(2, -1).reduce((n, v) => n + v * v, 0);
      expect(squares).toBeCloseTo(9);
    }
  });
  it('does not see spaces, nor rules that training did not know', () => {
    expect(featuresOf('着 火\n了', embedding, new Set(['zzz']), meta)).toEqual(
      featuresOf('着火了', embedding, new Set(), meta),
    );
  });
  it('hashes every 1 to 3 neighbours, ends included, by FNV-1a', () => {
    const wide = { ...meta, buckets: 2 ** 20 };
    const f = featuresOf('foo', embedding, new Set(), wide);
    // ^ f o $ · ^f fo oo o$ · ^fo foo oo$, the embedding, the bias
    expect(f.index).toHaveLength(11 + 2 + 1);
    // test vectors of the FNV draft: f, fo, foo
    for (const h of [0xe30c2799, 0x6222e842, 0xa9f37ed7]) expect(f.index).toContain(2 + (h % 2 ** 20));
    expect(f.index).not.toEqual(featuresOf('oof', embedding, new Set(), wide).index);
  });
  it('reads a missing embedding as zeros', () => {
    expect(featuresOf('火', new Float32Array(0), new Set(), meta).value.slice(0, 2)).toEqual([0, 0]);
  });
});

describe('classify', () => {
  it('reads the rows in order: routes, dangers, lines', () => {
    const width = featureCount(meta);
    const weights = new Float32Array(width * 6);
    const at = (row: number, column: number, value: number) => {
      weights[row * width + column] = value;
    };
    at(0, bias, 2);
    at(3, bias, 1);
    at(5, 2 + 64, 3); // rule a speaks for 119
    const withRule = classify(featuresOf('火', embedding, new Set(['a']), meta), weights, meta);
    const without = classify(featuresOf('火', embedding, new Set(), meta), weights, meta);
    expect(withRule.route.emergency).toBeCloseTo(Math.exp(2) / (Math.exp(2) + 1));
    expect(withRule.danger.none).toBeCloseTo(Math.E / (Math.E + 1));
    expect(withRule.line['119']).toBeCloseTo(Math.exp(3) / (Math.exp(3) + 1));
    expect(without.line['119']).toBeCloseTo(0.5);
    expect(without.route).toEqual(withRule.route);
  });
});

describe('what a classification tells', () => {
  const none = () => new Float32Array(featureCount(meta) * 6);
  const signalled = (...rules: string[]) =>
    classify(featuresOf('火', embedding, new Set(rules), meta), none(), meta).signalled;
  it('whether a rule that training knew matched', () => {
    expect([signalled(), signalled('zzz')]).toEqual([false, false]);
    expect([signalled('a'), signalled('b'), signalled('a', 'b')]).toEqual([true, true, true]);
  });
  it('weighs each feature by its value', () => {
    const speaks = none();
    speaks[0] = 0.5; // the first place of the embedding, 0.6 × 6, speaks for the first route
    const { route } = classify(featuresOf('火', embedding, new Set(), meta), speaks, meta);
    expect(route.emergency).toBeCloseTo(1 / (1 + Math.exp(-1.8)));
  });
});

describe('softmax', () => {
  it('bears scores far apart', () => expect(softmax([1000, 0])).toEqual([1, 0]));
  it('sums to one and does not overflow', () => {
    expect(softmax([0, 0])).toEqual([0.5, 0.5]);
    const p = softmax([1000, 999]);
    expect(p[0]).toBeCloseTo(Math.E / (Math.E + 1));
    expect((p[0] ?? 0) + (p[1] ?? 0)).toBeCloseTo(1);
  });
});
