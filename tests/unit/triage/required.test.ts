import { describe, expect, it } from 'vitest';
import {
  ANYTHING,
  clausesOf,
  exactly,
  inSequence,
  oneOf,
  type Required,
  repeated,
} from '../../../server/triage/required.js';

/** Fewer strings are better. */
const cost = (clause: readonly string[]) => clause.length;
const many = (n: number): Required => exactly(Array.from({ length: n }, (_, i) => `第${i}`));

describe('a piece', () => {
  it('that matches a few strings requires one of them', () => {
    expect(clausesOf(exactly(['刀', '斧', '刀']))).toEqual([['刀', '斧']]);
  });
  it('that may be empty, or anything, requires nothing', () => {
    expect(clausesOf(exactly(['刀', '']))).toEqual([]);
    expect(clausesOf(ANYTHING)).toEqual([]);
  });
  it('of more than a hundred strings is taken for anything', () => {
    expect(clausesOf(many(100))).toHaveLength(1);
    expect(many(101)).toEqual(ANYTHING);
  });
});

describe('pieces in sequence', () => {
  it('join to the strings that they make together', () => {
    expect(inSequence([exactly(['菜', '砍']), exactly(['刀', ''])])).toEqual(
      exactly(['菜刀', '菜', '砍刀', '砍']),
    );
    expect(inSequence([])).toEqual(exactly(['']));
  });
  it('are each required on both sides of a gap', () => {
    expect(inSequence([exactly(['拿']), ANYTHING, exactly(['刀'])])).toEqual({
      exact: null,
      clauses: [['拿'], ['刀']],
    });
  });
  it('require nothing at an end that may be empty', () => {
    expect(inSequence([exactly(['', '快']), ANYTHING])).toEqual(ANYTHING);
    expect(inSequence([ANYTHING, exactly(['', '快'])])).toEqual(ANYTHING);
  });
  it('keep what is required inside a piece', () => {
    const inner = inSequence([exactly(['拿']), ANYTHING]);
    expect(inSequence([exactly(['他']), inner, exactly(['刀'])]).clauses).toEqual([['他'], ['拿'], ['刀']]);
  });
  it('are cut where together they would be too many', () => {
    expect(inSequence([many(10), many(10)]).exact).toHaveLength(100);
    const cut = inSequence([many(10), many(11)]);
    expect(cut.exact).toBeNull();
    expect(cut.clauses.map((c) => c.length)).toEqual([10, 11]);
  });
});

describe('one of several pieces', () => {
  it('is one list where all are exact', () => {
    expect(oneOf([exactly(['刀', '斧']), exactly(['枪'])], cost)).toEqual(exactly(['刀', '斧', '枪']));
    expect(
      oneOf([many(50), exactly(Array.from({ length: 50 }, (_, i) => `号${i}`))], cost).exact,
    ).toHaveLength(100);
  });
  it('takes from each what costs least', () => {
    const gun = inSequence([exactly(['拿', '举']), ANYTHING, exactly(['枪'])]);
    expect(oneOf([gun, exactly(['刀', '斧'])], cost)).toEqual({ exact: null, clauses: [['枪', '刀', '斧']] });
    const other = inSequence([exactly(['枪']), ANYTHING, exactly(['拿', '举'])]);
    expect(oneOf([other, ANYTHING], cost)).toEqual(ANYTHING);
    expect(oneOf([other, exactly(['刀'])], cost).clauses).toEqual([['枪', '刀']]);
  });
  it('requires nothing as soon as one of them does not', () => {
    expect(oneOf([exactly(['刀']), ANYTHING], cost)).toEqual(ANYTHING);
    expect(oneOf([inSequence([exactly(['刀']), ANYTHING]), exactly([''])], cost)).toEqual(ANYTHING);
  });
  it('that are too many for a list still requires one of all', () => {
    expect(oneOf([many(60), exactly(Array.from({ length: 41 }, (_, i) => `号${i}`))], cost)).toMatchObject({
      exact: null,
      clauses: [{ length: 101 }],
    });
  });
});

describe('a repeated piece', () => {
  const blow = exactly(['打']);
  it('once is itself, at most once may be empty', () => {
    expect(repeated(blow, 1, 1)).toEqual(blow);
    expect(repeated(blow, 0, 1)).toEqual(exactly(['打', '']));
  });
  it('at least once requires what it requires', () => {
    expect(repeated(blow, 1, 3)).toEqual({ exact: null, clauses: [['打']] });
    expect(repeated(blow, 2, 2)).toEqual({ exact: null, clauses: [['打']] });
  });
  it('that may be left out requires nothing', () => {
    expect(repeated(blow, 0, 3)).toEqual(ANYTHING);
    expect(repeated({ exact: null, clauses: [['打']] }, 0, 1)).toEqual(ANYTHING);
  });
});
