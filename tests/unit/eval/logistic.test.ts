import { expect, it } from 'vitest';
import { fitLogistic } from '../../../eval/retrieval/logistic.js';

it('separates on the feature that decides, whatever the scales', () => {
  const rows = Array.from({ length: 40 }, (_, i) => [i < 20 ? 0.1 : 0.2, (i * 7919) % 1000]);
  const labels = rows.map(([a]) => (a as number) > 0.15);
  const { weights, bias } = fitLogistic(rows, labels, 0.01);
  const sum = (row: number[]) => row.reduce((s, v, i) => s + v * (weights[i] as number), bias);
  expect(rows.every((r, i) => sum(r) > 0 === labels[i])).toBe(true);
});
it('both classes weigh the same however many there are', () => {
  // nine of ten are true at every value: a rule that only counted would claim always
  const rows = Array.from({ length: 200 }, (_, i) => [i % 10 === 0 ? 0 : 1]);
  const labels = rows.map((_, i) => i % 10 !== 0);
  const { weights, bias } = fitLogistic(rows, labels, 0.01);
  expect(bias).toBeLessThan(0);
  expect(bias + (weights[0] as number)).toBeGreaterThan(0);
});
