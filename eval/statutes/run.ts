/** Asks the search every question and says how fast it was. */
import { citedKey } from '../../server/assembly/article-keys.js';
import type { ArticleSearch } from '../../server/retrieval/articles/article-search.js';
import type { StatuteQuery } from './queries.js';
import { CUTS, type Ranks, ranksOf } from './score.js';

const DEEPEST = Math.max(...CUTS);

export interface Asked {
  ranks: Ranks[];
  /** of one search each, the question's embedding left out, sorted */
  ms: number[];
}

/** @param vectors of the questions, in order. @param keys names of each article, by position */
export function askAll(
  search: ArticleSearch,
  queries: StatuteQuery[],
  vectors: Float32Array[],
  keys: string[][],
): Asked {
  const ms: number[] = [];
  const ranks = queries.map((q, i) => {
    const start = performance.now();
    const hits = search.search({ text: q.text, vector: vectors[i] as Float32Array }, DEEPEST);
    ms.push(performance.now() - start);
    return ranksOf(
      hits.map((h) => keys[h.at] as string[]),
      q.gold.map(citedKey),
    );
  });
  return { ranks, ms: ms.sort((a, b) => a - b) };
}

/** 一次检索 p50 6.1 ms，p95 9.8 ms… */
export const speedLine = ({ ms }: Asked, articles: number): string => {
  const at = (share: number) => (ms[Math.min(ms.length - 1, Math.floor(ms.length * share))] ?? 0).toFixed(1);
  return `在 ${articles} 条里检索一次：p50 ${at(0.5)} ms，p95 ${at(0.95)} ms（一个线程，不含问题的向量）`;
};
