import { describe, expect, it } from 'vitest';
import { halfWidth, ranksOf, recallAt, reciprocalAt10, scoreRanks } from '../../../eval/statutes/score.js';
import { foldOf, isHeldOut } from '../../../eval/statutes/split.js';

/** By int(sha256("fengqiao-stard " + id)) % 1235 < 200 in Python. */
const HELD = [4, 15, 22, 31, 32, 33, 41, 45];

describe('statute figures', () => {
  it('a gold article counts at its first rank under any of its names', () => {
    const ranked = [['a 1'], ['b 2', '乙法 2'], ['b 2'], ['c 3']];
    expect(ranksOf(ranked, ['乙法 2', 'c 3', 'd 4'])).toEqual([2, 4, null]);
  });
  it('macro recall: the mean over questions of found gold over all gold', () => {
    const s = scoreRanks([
      [1, null],
      [7, 30, 101, 5],
    ]);
    expect(s['recall@5']).toBeCloseTo((0.5 + 0.25) / 2);
    expect(s['recall@10']).toBeCloseTo((0.5 + 0.5) / 2);
    expect(s['recall@50']).toBeCloseTo((0.5 + 0.75) / 2);
    expect(s['recall@100']).toBeCloseTo((0.5 + 0.75) / 2);
    expect(s['mrr@10']).toBeCloseTo((1 + 1 / 5) / 2);
  });
  it('has exactly the agreed keys', () => {
    expect(Object.keys(scoreRanks([[1]]))).toEqual([
      'recall@5',
      'recall@10',
      'recall@20',
      'recall@50',
      'recall@100',
      'mrr@10',
    ]);
  });
  it('the border ranks count, the next ones do not', () => {
    expect(recallAt([10], 10)).toBe(1);
    expect(recallAt([11], 10)).toBe(0);
    expect(reciprocalAt10([10])).toBeCloseTo(0.1);
    expect(reciprocalAt10([11, null])).toBe(0);
  });
  it('an interval shrinks with the root of the number of questions', () => {
    const some = [0, 1, 0, 1];
    const many = Array.from({ length: 400 }, (_, i) => i % 2);
    expect(halfWidth(some) / halfWidth(many)).toBeCloseTo(Math.sqrt((400 / 4) * (399 / 400) * (4 / 3)), 1);
  });
});

describe('which questions are held out', () => {
  it('is decided by the id alone and never changes', () => {
    const held = Array.from({ length: 2000 }, (_, id) => id).filter((id) => isHeldOut({ id }));
    expect(held.slice(0, 8)).toEqual(HELD);
    expect(held.length / 2000).toBeCloseTo(200 / 1235, 1);
    expect(isHeldOut({ id: '5' })).toBe(isHeldOut({ id: 5 }));
  });
  it('folds are five and about equal', () => {
    const sizes = [0, 0, 0, 0, 0];
    for (let id = 0; id < 2000; id += 1) sizes[foldOf({ id })] = (sizes[foldOf({ id })] ?? 0) + 1;
    expect(Math.min(...sizes)).toBeGreaterThan(340);
  });
});
