/**
 * Fits the map from questions to articles: a softmax over articles of each question's cosine with them, its own made
 * likely (InfoNCE); articles and embeddings stay as they are. Adam with linear decay, one thread, deterministic.
 */

import type { QueryMap } from '../../server/retrieval/articles/query-map.js';
import { DIMENSION } from '../../server/retrieval/embedder.js';
import { multiply, multiplyTransposed } from './dense.js';

export interface Pair {
  /** of the question, norm 1 */
  vector: Float32Array;
  /** positions of its articles */
  gold: number[];
  weight: number;
}
export interface MapTraining {
  epochs: number;
  /** questions a step */
  batch: number;
  /** articles a step beside the gold ones, drawn from `pool` */
  negatives: number;
  rate: number;
}
const TEMPERATURE = 0.05;

/**
 * @param articleOf the vector of an article by position, norm 1
 * @param pool positions of articles that are near some question: what the map must tell apart
 * @param random in [0, 1)
 */
export function trainMap(
  start: QueryMap,
  pairs: Pair[],
  articleOf: (at: number) => Float32Array,
  pool: number[],
  { epochs, batch, negatives, rate }: MapTraining,
  random: () => number,
  progress: (done: number, total: number) => void = () => {},
): QueryMap {
  const map = Float32Array.from(start);
  const mean = new Float32Array(map.length);
  const square = new Float32Array(map.length);
  const perEpoch = Math.ceil(pairs.length / batch);
  const steps = epochs * perEpoch;
  let order: Pair[] = [];
  for (let step = 0; step < steps; step += 1) {
    if (step % perEpoch === 0) order = shuffled(pairs, random);
    const from = (step % perEpoch) * batch;
    const drawn = Array.from({ length: negatives }, () => pool[Math.floor(random() * pool.length)] as number);
    const g = gradient(map, order.slice(from, from + batch), articleOf, drawn);
    const rateNow = (rate * (1 - step / steps)) / (1 - 0.9 ** (step + 1));
    const correction = 1 - 0.999 ** (step + 1);
    for (let i = 0; i < map.length; i += 1) {
      const gi = g[i] as number;
      mean[i] = 0.9 * (mean[i] as number) + 0.1 * gi;
      square[i] = 0.999 * (square[i] as number) + 0.001 * gi * gi;
      map[i] =
        (map[i] as number) -
        (rateNow * (mean[i] as number)) / (Math.sqrt((square[i] as number) / correction) + 1e-8);
    }
    progress(step + 1, steps);
  }
  return map;
}

function gradient(
  map: QueryMap,
  pairs: Pair[],
  articleOf: (at: number) => Float32Array,
  drawn: number[],
): Float32Array {
  const columns = [...new Set([...pairs.flatMap((p) => p.gold), ...drawn])];
  const column = new Map(columns.map((a, c) => [a, c]));
  const x = rows(pairs.map((p) => p.vector));
  const a = rows(columns.map(articleOf));
  const n = pairs.length;
  const y = multiply(x, map, n, DIMENSION, DIMENSION);
  const norms = normalise(y, x, n);
  const logits = multiplyTransposed(y, a, n, columns.length, DIMENSION);
  const total = pairs.reduce((s, p) => s + p.weight, 0);
  pairs.forEach((pair, r) => {
    toGradient(
      logits.subarray(r * columns.length, (r + 1) * columns.length),
      pair,
      column,
      pair.weight / total,
    );
  });
  const dy = multiply(logits, a, n, columns.length, DIMENSION);
  throughNorm(dy, y, norms, n);
  // x transposed times dy
  const g = new Float32Array(DIMENSION * DIMENSION);
  for (let r = 0; r < n; r += 1)
    for (let i = 0; i < DIMENSION; i += 1) {
      const xi = x[r * DIMENSION + i] as number;
      const at = i * DIMENSION;
      for (let j = 0; j < DIMENSION; j += 1)
        g[at + j] = (g[at + j] as number) + xi * (dy[r * DIMENSION + j] as number);
    }
  return g;
}

/** y becomes (x + y) to norm 1. @returns the norms before */
function normalise(y: Float32Array, x: Float32Array, n: number): Float32Array {
  const norms = new Float32Array(n);
  for (let r = 0; r < n; r += 1) {
    let square = 0;
    for (let j = r * DIMENSION; j < (r + 1) * DIMENSION; j += 1) {
      y[j] = (y[j] as number) + (x[j] as number);
      square += (y[j] as number) ** 2;
    }
    norms[r] = Math.sqrt(square);
    for (let j = r * DIMENSION; j < (r + 1) * DIMENSION; j += 1)
      y[j] = (y[j] as number) / (norms[r] as number);
  }
  return norms;
}

/** Cosines of one question become the gradient of its loss by them. */
function toGradient(row: Float32Array, { gold }: Pair, column: Map<number, number>, weight: number): void {
  let top = -1;
  for (const v of row) if (v > top) top = v;
  let total = 0;
  for (let c = 0; c < row.length; c += 1) {
    row[c] = Math.exp(((row[c] as number) - top) / TEMPERATURE);
    total += row[c] as number;
  }
  const scale = weight / TEMPERATURE;
  for (let c = 0; c < row.length; c += 1) row[c] = ((row[c] as number) / total) * scale;
  for (const g of gold) {
    const c = column.get(g) as number;
    row[c] = (row[c] as number) - scale / gold.length;
  }
}

/** The gradient by a vector of norm 1 becomes the gradient by what it was before. */
function throughNorm(dy: Float32Array, y: Float32Array, norms: Float32Array, n: number): void {
  for (let r = 0; r < n; r += 1) {
    let along = 0;
    for (let j = r * DIMENSION; j < (r + 1) * DIMENSION; j += 1)
      along += (dy[j] as number) * (y[j] as number);
    for (let j = r * DIMENSION; j < (r + 1) * DIMENSION; j += 1)
      dy[j] = ((dy[j] as number) - along * (y[j] as number)) / (norms[r] as number);
  }
}

function rows(vectors: Float32Array[]): Float32Array {
  const out = new Float32Array(vectors.length * DIMENSION);
  vectors.forEach((v, i) => {
    out.set(v, i * DIMENSION);
  });
  return out;
}

function shuffled<T>(list: T[], random: () => number): T[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}
