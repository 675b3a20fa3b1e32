/** The discriminant on points that a reader can draw, its file, and the linear algebra under it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cholesky, solve } from '../../../server/retrieval/cholesky.js';
import { Discriminant } from '../../../server/retrieval/discriminant.js';
import { NONE } from '../../../server/retrieval/entries.js';
import { claims } from '../../../server/retrieval/search.js';
import { tempDir } from '../../support/temp-dir.js';

const dir = tempDir();
afterAll(dir.remove);
const OPTIONS = { shrink: 0.1, temperature: 1 };
/** Two cards that lie long and narrow beside each other: along x they mix, across y they differ. */
const strip = (y: number) => [-3, -2, -1, 0, 1, 2, 3].map((x, i) => Float32Array.of(x, y + (i % 2) * 0.1));
const VECTORS = [...strip(0), ...strip(1), Float32Array.of(0, 9)];
const LABELS = [...strip(0).map(() => 'a'), ...strip(1).map(() => 'b'), NONE];
const IDENTITY = { modelHash: 'm', entriesHash: 'e', ...OPTIONS };

describe('discriminant', () => {
  const fitted = Discriminant.fit(VECTORS, LABELS, OPTIONS);
  it('weighs the direction in which cards differ above the one in which each varies', () => {
    // nearer by distance to b's far end (3, 1) than to a's mean, yet on a's line
    const p = fitted.posterior(Float32Array.of(3, 0.05));
    expect(p.get('a')).toBeGreaterThan(0.9);
  });
  it('gives a probability to each card and to none, summing to 1', () => {
    const p = fitted.posterior(Float32Array.of(0, 8));
    expect([...p.keys()].sort()).toEqual([NONE, 'a', 'b']);
    expect([...p.values()].reduce((x, y) => x + y, 0)).toBeCloseTo(1, 6);
    expect(p.get(NONE)).toBeGreaterThan(0.9);
  });
  it('a higher temperature is less sure', () => {
    const cool = fitted.posterior(Float32Array.of(0, 0)).get('a') ?? 0;
    const warm = Discriminant.fit(VECTORS, LABELS, { ...OPTIONS, temperature: 20 });
    expect(warm.posterior(Float32Array.of(0, 0)).get('a')).toBeLessThan(cool);
  });
  it('one question a card is enough to be fitted', () => {
    const one = Discriminant.fit([Float32Array.of(1, 0), Float32Array.of(0, 1)], ['a', 'b'], OPTIONS);
    expect(one.posterior(Float32Array.of(1, 0)).get('a')).toBeGreaterThan(0.5);
  });

  it('comes back from its file the same', () => {
    const file = join(dir.path, 'x', 'd');
    fitted.save(file, IDENTITY);
    const opened = Discriminant.open(file, IDENTITY);
    const at = Float32Array.of(0.5, 0.4);
    expect(opened?.posterior(at)).toEqual(fitted.posterior(at));
  });
  it.each([
    ['another model', { modelHash: 'x' }],
    ['other entries', { entriesHash: 'x' }],
    ['another shrinkage', { shrink: 0.2 }],
    ['another temperature', { temperature: 2 }],
  ])('a file made for %s is not used', (_, other) => {
    const file = join(dir.path, 'd');
    fitted.save(file, IDENTITY);
    expect(Discriminant.open(file, { ...IDENTITY, ...other })).toBeNull();
  });
  it.each([
    ['a byte is flipped', (b: Buffer) => b.map((v, i) => (i === b.length - 3 ? v ^ 1 : v))],
    ['it is cut', (b: Buffer) => b.subarray(0, b.length - 4)],
    ['it is empty', () => Buffer.alloc(0)],
    ['it is something else', () => Buffer.from('null\nx')],
  ])('a file is not used when %s', (_, spoil) => {
    const file = join(dir.path, 'd');
    fitted.save(file, IDENTITY);
    writeFileSync(file, spoil(readFileSync(file)));
    expect(Discriminant.open(file, IDENTITY)).toBeNull();
  });
  it('a missing file is no error', () => {
    expect(Discriminant.open(join(dir.path, 'none'), IDENTITY)).toBeNull();
  });
});

describe('cholesky', () => {
  it('solves a system whose answer is known', () => {
    const a = Float64Array.of(4, 2, 2, 3);
    const [x, y] = solve(cholesky(a, 2), 2, Float64Array.of(10, 8));
    expect(x).toBeCloseTo(1.75, 12);
    expect(y).toBeCloseTo(1.5, 12);
  });
  it('says when a matrix is not positive definite', () => {
    expect(() => cholesky(Float64Array.of(1, 2, 2, 1), 2)).toThrow(/positive definite/u);
  });
});

describe('claims', () => {
  const weights = { bias: -1, near: 2, none: -1, none_class: -1, chat: 0, out_of_scope: -1 };
  const seen = { near: 0.9, none: 0.5, none_class: 0.1, chat: 0, out_of_scope: 0 };
  it('sums what speaks for and against the best card', () => {
    expect(claims(seen, weights)).toBe(true);
    expect(claims({ ...seen, none: 0.8 }, weights)).toBe(false);
    expect(claims({ ...seen, none_class: 0.4 }, weights)).toBe(false);
    expect(claims({ ...seen, out_of_scope: 0.3 }, weights)).toBe(false);
    expect(claims({ ...seen, near: 0.7 }, weights)).toBe(false);
  });
});
