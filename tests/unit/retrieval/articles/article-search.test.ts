import { describe, expect, it } from 'vitest';
import type { IndexedArticle } from '../../../../server/retrieval/articles/article.js';
import {
  ArticleSearch,
  type ArticleSearchParts,
} from '../../../../server/retrieval/articles/article-search.js';
import { Asked } from '../../../../server/retrieval/articles/asked.js';
import { Bm25 } from '../../../../server/retrieval/articles/bm25.js';
import {
  FEATURES,
  type Feature,
  type RankingWeights,
} from '../../../../server/retrieval/articles/features.js';
import { Int8Matrix } from '../../../../server/retrieval/articles/int8-matrix.js';
import { noMap } from '../../../../server/retrieval/articles/query-map.js';
import { toInt8 } from '../../../../server/retrieval/articles/vector-log.js';
import { DIMENSION } from '../../../../server/retrieval/embedder.js';

/** Mostly along one axis. */
const along = (axis: number, also?: number): Float32Array => {
  const v = new Float32Array(DIMENSION);
  v[axis] = also === undefined ? 1 : 0.9;
  if (also !== undefined) v[also] = Math.sqrt(1 - 0.81);
  return v;
};
const article = (law: string, number: string, superseded = false): IndexedArticle => ({
  law,
  short: [],
  number,
  superseded,
  ref: { statute: 1, seq: 0 },
});
const weights = (given: Partial<RankingWeights>): RankingWeights =>
  Object.fromEntries(FEATURES.map((f: Feature) => [f, given[f] ?? 0])) as RankingWeights;
const asked = (list: { axis: number; articles: number[] }[]): Asked =>
  new Asked(
    list.map((q) => ({ text: '', articles: q.articles })),
    list.map((q) => toInt8(along(q.axis))),
    5,
  );

const ARTICLES = [
  article('甲法', '第一条'),
  article('甲法', '第二条'),
  { ...article('乙法', '第一条'), ref: { statute: 2, seq: 0 } },
  { ...article('甲法', '第一条', true), ref: { statute: 3, seq: 0 } },
];
const base: ArticleSearchParts = {
  articles: ARTICLES,
  vectors: new Int8Matrix([0, 1, 2, 0].map((axis) => toInt8(along(axis)))),
  map: null,
  keyword: Bm25.build([[['借款']], [['用人单位', '劳动']], [['邻居']], [['借款']]], [1]),
  words: { 老板: ['用人单位'] },
  wordWeight: 0.5,
  own: asked([]),
  cards: asked([]),
  evidence: null,
  weights: weights({ cosine: 1 }),
};
const find = (change: Partial<ArticleSearchParts>, text: string, vector: Float32Array): number[] =>
  new ArticleSearch({ ...base, ...change }).search({ text, vector }, 4).map((h) => h.at);

describe('search over articles', () => {
  it('puts the nearest vector first', () => {
    expect(find({}, '', along(1, 2)).slice(0, 2)).toEqual([1, 2]);
  });
  it('words of the question find an article that its vector does not', () => {
    const both = weights({ cosine: 1, keyword: 2 });
    expect(find({ weights: both }, '邻居', along(0, 1))[0]).toBe(2);
  });
  it('a layperson’s word finds the legal word, and only where the data says so', () => {
    const words = weights({ keyword: 1 });
    expect(find({ weights: words }, '老板', along(0))[0]).toBe(1);
    expect(find({ weights: words, words: {} }, '老板', along(0))[0]).not.toBe(1);
  });
  it('a question whose articles are known leads to them', () => {
    const w = weights({ cosine: 1, own_best: 5 });
    expect(find({ weights: w, own: asked([{ axis: 0, articles: [2] }]) }, '', along(0, 1))[0]).toBe(2);
    expect(find({ weights: w, own: asked([{ axis: 7, articles: [2] }]) }, '', along(0, 1))[0]).toBe(0);
  });
  it('how often an article is asked about counts where it has a weight', () => {
    const evidence = asked([
      { axis: 9, articles: [1] },
      { axis: 9, articles: [1] },
    ]);
    const w = weights({ cosine: 0.1, evidence_prior: 1 });
    expect(find({ evidence, weights: w }, '', along(0, 1))[0]).toBe(1);
    expect(find({ weights: w }, '', along(0, 1))[0]).toBe(0);
  });
  it('what stands beside a near article, and what lies in the law that the question is about, can be lifted', () => {
    // article 1 stands after 0 in one text; 2, which is nearer, stands alone in another law
    const order = (w: RankingWeights) =>
      find({ weights: w }, '', along(0, 2)).filter((at) => at === 1 || at === 2);
    expect(order(weights({ cosine: 1 }))).toEqual([2, 1]);
    expect(order(weights({ cosine: 1, beside: 1 }))).toEqual([1, 2]);
    expect(find({ weights: weights({ cosine: 1, law_share: 1 }) }, '', along(1, 2))[0]).toBe(1);
  });
  it('a text that is no longer in force can be held back', () => {
    const w = weights({ cosine: 1, superseded: -0.1 });
    expect(find({ weights: w }, '', along(0, 1)).slice(0, 2)).toEqual([0, 3]);
  });
  it('the map turns the question before it is compared with articles', () => {
    const map = noMap();
    // what lies along axis 0 is turned towards axis 2
    map[2] = 3;
    expect(find({ map }, '', along(0))[0]).toBe(2);
    expect(find({ map, weights: weights({ plain_cosine: 1 }) }, '', along(0))[0]).toBe(0);
  });
});
