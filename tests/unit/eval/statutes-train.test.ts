import { describe, expect, it } from 'vitest';
import { fitWeights, type Listed } from '../../../eval/statutes/fit.js';
import { trainMap } from '../../../eval/statutes/train-map.js';
import { FEATURES } from '../../../server/retrieval/articles/features.js';
import { applyMap, noMap } from '../../../server/retrieval/articles/query-map.js';
import { DIMENSION } from '../../../server/retrieval/embedder.js';
import { random } from '../../support/random.js';

const KEYWORD = FEATURES.indexOf('keyword');

const axis = (i: number): Float32Array => {
  const v = new Float32Array(DIMENSION);
  v[i] = 1;
  return v;
};
const dot = (a: Float32Array, b: Float32Array): number => a.reduce((s, x, i) => s + x * (b[i] as number), 0);

describe('weights of ranking', () => {
  /** Gold is always the candidate with the most of one feature; another is noise. */
  const lists = (): Listed[] => {
    const next = random(3);
    return Array.from({ length: 40 }, () => {
      const candidates = Array.from({ length: 12 }, (_, at) => {
        const values = new Float32Array(FEATURES.length);
        values[0] = next();
        values[KEYWORD] = next();
        return { at, values };
      });
      const best = candidates.reduce((a, b) => ((a.values[0] as number) > (b.values[0] as number) ? a : b));
      return { candidates, gold: new Set([best.at]) };
    });
  };
  it('rest on what tells gold apart', () => {
    const w = fitWeights(lists(), [0, KEYWORD]);
    expect(w.cosine).toBeGreaterThan(5);
    expect(Math.abs(w.keyword)).toBeLessThan(w.cosine / 5);
  });
  it('of features that may not be used stay zero', () => {
    const w = fitWeights(lists(), [KEYWORD]);
    expect(w.cosine).toBe(0);
    expect(w.plain_cosine).toBe(0);
  });
  it('are the same each time', () => {
    expect(fitWeights(lists(), [0, KEYWORD])).toEqual(fitWeights(lists(), [0, KEYWORD]));
  });
});

describe('the query map', () => {
  it('learns to turn questions of a kind towards their articles, also questions it has not seen', () => {
    const next = random(5);
    // questions lie along 0 with noise, their article along 1; others along 2 to 9
    const question = (kind: number): Float32Array => {
      const v = Float32Array.from({ length: DIMENSION }, () => (next() - 0.5) * 0.02);
      v[kind * 20] = 1;
      const norm = Math.sqrt(dot(v, v));
      return v.map((x) => x / norm);
    };
    const pairs = Array.from({ length: 60 }, (_, i) => ({
      vector: question(i % 3),
      gold: [(i % 3) + 1],
      weight: 1,
    }));
    const how = { epochs: 6, batch: 20, negatives: 10, rate: 0.1 };
    const pool = [1, 2, 3, 4, 5, 6, 7];
    const map = trainMap(noMap(), pairs, (at) => axis(at), pool, how, random(1));
    for (const kind of [0, 1, 2]) {
      const q = applyMap(map, question(kind));
      const cosines = pool.map((a) => dot(q, axis(a)));
      expect(pool[cosines.indexOf(Math.max(...cosines))]).toBe(kind + 1);
      expect(Math.max(...cosines)).toBeGreaterThan(0.3);
    }
  });
});
