import { describe, expect, it } from 'vitest';
import { costOf, holdingsOf, mayMatch, needlesOf } from '../../../server/triage/needles.js';

const may = (clauses: string[][], text: string): boolean => mayMatch(needlesOf(clauses), holdingsOf(text));

describe('what a text may match', () => {
  it('needs one string of each clause', () => {
    const clauses = [['刀', '斧'], ['砍']];
    expect(may(clauses, '拿斧砍')).toBe(true);
    expect(may(clauses, '砍一刀')).toBe(true);
    expect(may(clauses, '拿斧')).toBe(false);
    expect(may(clauses, '砍')).toBe(false);
    expect(may([], '')).toBe(true);
    expect(may([['刀']], '')).toBe(false);
  });
  it('asks for neighbours, in their order', () => {
    expect(may([['菜刀']], '买菜刀')).toBe(true);
    expect(may([['菜刀']], '刀菜')).toBe(false);
    expect(may([['菜刀']], '菜和刀')).toBe(false);
    expect(may([['菜刀', '枪']], '开枪')).toBe(true);
  });
  it('finds the first and the last characters of the text', () => {
    for (const needle of ['甲', '甲乙', '丁戊', '戊'])
      expect(may([[needle]], '甲乙丙丁戊'), needle).toBe(true);
  });
  it('sees each of many characters, and no other', () => {
    const all = Array.from({ length: 2000 }, (_, i) => String.fromCharCode(0x4e00 + i));
    const even = holdingsOf(all.filter((_, i) => i % 2 === 0).join(''));
    const seen = all.filter((c) => mayMatch(needlesOf([[c]]), even));
    expect(seen).toEqual(all.filter((_, i) => i % 2 === 0));
  });
  it('takes a character outside the plane for its two halves', () => {
    expect(may([['🔪']], '拿🔪')).toBe(true);
    expect(may([['🔪']], '😭')).toBe(false);
  });
  it('says yes for nothing to few of the pairs that a long text does not have', () => {
    const text = Array.from({ length: 1000 }, (_, i) => String.fromCharCode(0x4e00 + ((i * 37) % 3001))).join(
      '',
    );
    const others = Array.from({ length: 1000 }, (_, i) =>
      String.fromCharCode(0x4e00 + i, 0x5e00 + ((i * 7) % 911)),
    );
    const absent = others.filter((pair) => !text.includes(pair));
    const holdings = holdingsOf(text);
    expect(absent.filter((pair) => mayMatch(needlesOf([[pair]]), holdings)).length).toBeLessThan(50);
  });
});

describe('which needles', () => {
  it('the rarest pair of a longer string', () => {
    expect(may([['我们报警']], '们报')).toBe(true);
    expect(may([['我们报警']], '我们')).toBe(false);
    // all pairs are common: any will do
    expect(may([['我们不要']], '我们不要')).toBe(true);
    expect(may([['我们不要']], '我们')).toBe(true);
  });
  it('of three characters either pair may be the rarest', () => {
    expect(may([['我报警']], '我报')).toBe(true);
    expect(may([['我要枪']], '要枪')).toBe(true);
    expect(may([['我要枪']], '我要')).toBe(false);
    // the last pair is the only rare one
    expect(may([['这个人枪']], '人枪')).toBe(true);
    expect(may([['这个人枪']], '枪')).toBe(false);
  });
  it('none that holds another of its clause', () => {
    expect(needlesOf([['刀', '菜刀', '刀子', '一把刀来', '刀']]).map((n) => n.length)).toEqual([1]);
    expect(needlesOf([['菜刀', '砍刀', '大砍刀', '菜']]).map((n) => n.length)).toEqual([2]);
    expect(needlesOf([['刀斧', '斧刀']]).map((n) => n.length)).toEqual([2]);
  });
  it('of the three clauses that a message is least likely to have, the most telling first', () => {
    const clauses = [['我'], ['刀'], ['我们'], ['菜刀'], ['警', '枪']];
    expect(needlesOf(clauses)).toEqual(needlesOf([['菜刀'], ['刀'], ['我们']]));
    expect(needlesOf(clauses)).toHaveLength(3);
  });
  it('a pair is rarer than a character, a word of every message likelier, more strings likelier than fewer', () => {
    const order = [['菜刀'], ['我们'], ['刀', '斧'], ['我']].map(costOf);
    expect([...order].sort((a, b) => a - b)).toEqual(order);
    expect(costOf(['菜刀', '砍刀'])).toBeCloseTo(2 * costOf(['菜刀']));
  });
});
