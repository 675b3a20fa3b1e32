/**
 * Weights of what is seen of an article: a softmax over each question's candidates, the gold ones made likely.
 * Convex and deterministic; a few seconds for a thousand questions.
 */
import type { Candidate } from '../../server/retrieval/articles/article-search.js';
import { FEATURES, type RankingWeights } from '../../server/retrieval/articles/features.js';

/** One question: its candidates and which of them are gold. */
export interface Listed {
  candidates: Candidate[];
  gold: Set<number>;
}
const WIDTH = FEATURES.length;
const STEPS = 150;
const RATE = 0.15;
/** Pulls weights that the questions do not need to zero. */
const RIDGE = 1e-4;

/** A question's candidates as one flat array, each feature divided by its spread. */
interface Flat {
  values: Float64Array;
  /** share of the gold that each candidate is; adds up to 1 */
  wanted: Float64Array;
}

/** @param used positions of the features that may have a weight. Questions without gold among their candidates teach nothing. */
export function fitWeights(lists: Listed[], used: readonly number[]): RankingWeights {
  const teaching = lists.filter((l) => l.candidates.some((c) => l.gold.has(c.at)));
  const spread = spreadOf(teaching);
  const flats = teaching.map((l) => flatten(l, spread));
  const w = new Float64Array(WIDTH);
  const mean = new Float64Array(WIDTH);
  const square = new Float64Array(WIDTH);
  for (let step = 1; step <= STEPS; step += 1) {
    const g = gradient(flats, w);
    for (const i of used) {
      const gi = (g[i] as number) / Math.max(1, flats.length) + 2 * RIDGE * (w[i] as number);
      mean[i] = 0.9 * (mean[i] as number) + 0.1 * gi;
      square[i] = 0.999 * (square[i] as number) + 0.001 * gi * gi;
      const rate = (RATE * (1 - step / (STEPS + 1)) * (mean[i] as number)) / (1 - 0.9 ** step);
      w[i] = (w[i] as number) - rate / (Math.sqrt((square[i] as number) / (1 - 0.999 ** step)) + 1e-9);
    }
  }
  const weight = (i: number): number => Number(((w[i] as number) / (spread[i] as number)).toFixed(4));
  return Object.fromEntries(FEATURES.map((f, i) => [f, weight(i)])) as RankingWeights;
}

function spreadOf(lists: Listed[]): Float64Array {
  const sum = new Float64Array(WIDTH);
  const squares = new Float64Array(WIDTH);
  let count = 0;
  for (const { candidates } of lists) {
    count += candidates.length;
    for (const { values } of candidates)
      for (let i = 0; i < WIDTH; i += 1) {
        const x = values[i] as number;
        sum[i] = (sum[i] as number) + x;
        squares[i] = (squares[i] as number) + x * x;
      }
  }
  return sum.map((s, i) => {
    const m = s / Math.max(1, count);
    return Math.sqrt(Math.max(0, (squares[i] as number) / Math.max(1, count) - m * m)) || 1;
  });
}

function flatten({ candidates, gold }: Listed, spread: Float64Array): Flat {
  const share = 1 / candidates.filter((c) => gold.has(c.at)).length;
  const values = new Float64Array(candidates.length * WIDTH);
  candidates.forEach((c, at) => {
    for (let i = 0; i < WIDTH; i += 1)
      values[at * WIDTH + i] = (c.values[i] as number) / (spread[i] as number);
  });
  return { values, wanted: Float64Array.from(candidates, (c) => (gold.has(c.at) ? share : 0)) };
}

function gradient(flats: Flat[], w: Float64Array): Float64Array {
  const g = new Float64Array(WIDTH);
  for (const { values, wanted } of flats) {
    const likely = softmax(values, w, wanted.length);
    for (let c = 0; c < wanted.length; c += 1) {
      const pull = (likely[c] as number) - (wanted[c] as number);
      for (let i = 0; i < WIDTH; i += 1) g[i] = (g[i] as number) + pull * (values[c * WIDTH + i] as number);
    }
  }
  return g;
}

function softmax(values: Float64Array, w: Float64Array, count: number): Float64Array {
  const out = new Float64Array(count);
  let top = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < count; c += 1) {
    let s = 0;
    for (let i = 0; i < WIDTH; i += 1) s += (values[c * WIDTH + i] as number) * (w[i] as number);
    out[c] = s;
    if (s > top) top = s;
  }
  let total = 0;
  for (let c = 0; c < count; c += 1) {
    out[c] = Math.exp((out[c] as number) - top);
    total += out[c] as number;
  }
  for (let c = 0; c < count; c += 1) out[c] = (out[c] as number) / total;
  return out;
}
