import { describe, expect, it } from 'vitest';
import { Int8Matrix, topK } from '../../../../server/retrieval/articles/int8-matrix.js';
import { toFloats, toInt8 } from '../../../../server/retrieval/articles/vector-log.js';
import { DIMENSION } from '../../../../server/retrieval/embedder.js';
import { random } from '../../../support/random.js';

const next = random(7);
const unit = (): Float32Array => {
  const v = Float32Array.from({ length: DIMENSION }, () => next() - 0.5);
  const norm = Math.sqrt(v.reduce((s, x) => s + x * x, 0));
  return v.map((x) => x / norm);
};
const dot = (a: Float32Array, b: Float32Array): number => a.reduce((s, x, i) => s + x * (b[i] as number), 0);

describe('int8 vectors', () => {
  it('keep the direction and have norm 1', () => {
    for (let i = 0; i < 20; i += 1) {
      const v = unit();
      const back = toFloats(toInt8(v));
      expect(dot(v, back)).toBeGreaterThan(0.9995);
      expect(dot(back, back)).toBeCloseTo(1, 5);
    }
  });
  it('are scanned to the cosines that plain arithmetic gives, every row', () => {
    const rows = Array.from({ length: 37 }, () => toInt8(unit()));
    const matrix = new Int8Matrix(rows);
    for (let q = 0; q < 5; q += 1) {
      const query = unit();
      const cosines = matrix.cosines(query);
      expect(cosines).toHaveLength(37);
      rows.forEach((row, i) => {
        expect(Math.abs((cosines[i] as number) - dot(query, toFloats(row)))).toBeLessThan(2e-4);
      });
    }
  });
  it('no vectors, no cosines', () => {
    expect([...new Int8Matrix([]).cosines(unit())]).toEqual([]);
  });
  it('extremes do not overflow', () => {
    const ones = new Float32Array(DIMENSION).fill(1 / Math.sqrt(DIMENSION));
    const minus = ones.map((x) => -x);
    const cosines = new Int8Matrix([toInt8(ones), toInt8(minus)]).cosines(ones);
    expect(cosines[0]).toBeCloseTo(1, 3);
    expect(cosines[1]).toBeCloseTo(-1, 3);
  });
});

describe('topK', () => {
  it('gives the positions that sorting gives', () => {
    const values = Float32Array.from({ length: 500 }, () => Math.round(next() * 90));
    const sorted = [...values].map((v, i) => [v, i] as const).sort((a, b) => b[0] - a[0]);
    for (const k of [1, 2, 3, 50, 499, 500, 900]) {
      const found = topK(values, k).map((i) => values[i]);
      expect(found).toEqual(sorted.slice(0, k).map(([v]) => v));
    }
  });
  it('of nothing nothing, and none asked none', () => {
    expect(topK(new Float32Array(), 5)).toEqual([]);
    expect(topK(Float32Array.of(1, 2), 0)).toEqual([]);
  });
});
