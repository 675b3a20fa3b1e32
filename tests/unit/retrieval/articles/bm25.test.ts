import { describe, expect, it } from 'vitest';
import { Bm25 } from '../../../../server/retrieval/articles/bm25.js';
import { legalWordsIn, queryWords } from '../../../../server/retrieval/articles/query-words.js';

const words = (...list: string[]) => new Map(list.map((w) => [w, 1]));

describe('BM25 over fields', () => {
  it('gives the textbook score', () => {
    const index = Bm25.build([[['a', 'b']], [['a', 'a', 'c', 'd']]], [1]);
    const [first, second] = index.search(words('a'), 5);
    const idf = Math.log(1 + 0.5 / 2.5);
    const score = (tf: number, length: number) =>
      (idf * tf * 2.2) / (tf + 1.2 * (0.25 + (0.75 * length) / 3));
    expect(first).toMatchObject({ at: 1, score: expect.closeTo(score(2, 4), 5) });
    expect(second).toMatchObject({ at: 0, score: expect.closeTo(score(1, 2), 5) });
  });
  it('a rare word weighs more than a frequent one', () => {
    const index = Bm25.build([[['x', 'a']], [['y', 'a']], [['z', 'a']], [['w', 'b']]], [1]);
    expect(index.search(words('a', 'b'), 1)[0]?.at).toBe(3);
  });
  it('a word in the name of the law counts by its field’s weight', () => {
    const documents = [
      [['a'], ['劳动']],
      [['劳动', 'b'], []],
    ];
    expect(Bm25.build(documents, [1, 3]).search(words('劳动'), 1)[0]?.at).toBe(0);
    expect(Bm25.build(documents, [1, 0.1]).search(words('劳动'), 1)[0]?.at).toBe(1);
  });
  it('finds nothing for words that stand nowhere, and forgets the last query', () => {
    const index = Bm25.build([[['a']], [['b']]], [1]);
    expect(index.search(words('q'), 5)).toEqual([]);
    index.search(words('a'), 5);
    expect(index.search(words('b'), 5).map((m) => m.at)).toEqual([1]);
  });
});

describe('words of a question', () => {
  const legal = { 老板: ['用人单位'], 拖欠: ['劳动报酬'] };
  it('adds legal words once, lighter than the question’s own', () => {
    expect(legalWordsIn('老板说老板没钱', legal)).toEqual(['用人单位']);
    const found = queryWords('老板没钱', legal, 0.3);
    expect(found.get('老板')).toBe(1);
    expect(found.get('用人单位') ?? found.get('单位')).toBe(0.3);
  });
  it('a legal word that the question says itself keeps its full weight', () => {
    expect(queryWords('老板是用人单位', { 老板: ['用人单位'] }, 0.3).get('单位')).toBe(1);
  });
});
