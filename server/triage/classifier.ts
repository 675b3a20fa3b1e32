/**
 * Linear heads over the text's embedding, hashed character n-grams and the rule signals.
 * Pure: the weights arrive as one Float32Array, the embedding as an argument.
 */
import type { Danger, Route } from '../protocol.js';
import type { Classification } from './types.js';

/** What training wrote beside the weights. */
export interface ClassifierMeta {
  version: number;
  dimension: number;
  buckets: number;
  rules: string[];
  routes: Route[];
  dangers: Danger[];
  lines: string[];
  modelHash: string;
  dataHash: string;
}
/** Sparse features: index -> value. */
export interface Features {
  index: number[];
  value: number[];
}

/** FNV-1a over UTF-16 units, 32 bits. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/**
 * Features of one window: the embedding scaled to length 1 × EMBEDDING_SCALE, n-grams of 1 to 3 characters
 * (each present one weighs 1/√count), the rules that matched, and a bias.
 */
export function featuresOf(
  text: string,
  embedding: Float32Array,
  rules: ReadonlySet<string>,
  meta: Pick<ClassifierMeta, 'dimension' | 'buckets' | 'rules'>,
): Features {
  const grams = new Set<number>();
  const plain = `^${text.replace(/\s+/gu, '')}$`;
  for (let n = 1; n <= 3; n += 1) {
    for (let i = 0; i + n <= plain.length; i += 1) grams.add(hash(plain.slice(i, i + n)) % meta.buckets);
  }
  const index: number[] = [];
  const value: number[] = [];
  for (let i = 0; i < meta.dimension; i += 1) {
    index.push(i);
    value.push((embedding[i] ?? 0) * EMBEDDING_SCALE);
  }
  const weight = GRAM_SCALE / Math.sqrt(grams.size || 1);
  for (const g of grams) {
    index.push(meta.dimension + g);
    value.push(weight);
  }
  meta.rules.forEach((rule, i) => {
    if (!rules.has(rule)) return;
    index.push(meta.dimension + meta.buckets + i);
    value.push(1);
  });
  index.push(meta.dimension + meta.buckets + meta.rules.length);
  value.push(1);
  return { index, value };
}
const EMBEDDING_SCALE = 6;
const GRAM_SCALE = 3;

export const featureCount = (meta: Pick<ClassifierMeta, 'dimension' | 'buckets' | 'rules'>): number =>
  meta.dimension + meta.buckets + meta.rules.length + 1;

/** Weights are row-major: one row of featureCount per class, routes first, then dangers, then lines. */
export function classify(features: Features, weights: Float32Array, meta: ClassifierMeta): Classification {
  const width = featureCount(meta);
  const scores = (from: number, count: number): number[] => {
    const out: number[] = [];
    for (let c = from; c < from + count; c += 1) {
      let sum = 0;
      for (let i = 0; i < features.index.length; i += 1) {
        sum += (weights[c * width + (features.index[i] as number)] ?? 0) * (features.value[i] as number);
      }
      out.push(sum);
    }
    return softmax(out);
  };
  const { routes, dangers, lines } = meta;
  const zip = <K extends string>(keys: K[], values: number[]) =>
    Object.fromEntries(keys.map((k, i) => [k, values[i] ?? 0])) as Record<K, number>;
  return {
    signalled: features.index.some((i) => i >= meta.dimension + meta.buckets && i < width - 1),
    route: zip(routes, scores(0, routes.length)),
    danger: zip(dangers, scores(routes.length, dangers.length)),
    line: zip(lines, scores(routes.length + dangers.length, lines.length)),
  };
}

export function softmax(scores: number[]): number[] {
  const top = Math.max(...scores);
  const exp = scores.map((s) => Math.exp(s - top));
  const sum = exp.reduce((a, b) => a + b, 0);
  return exp.map((e) => e / sum);
}
