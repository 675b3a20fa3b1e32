/**
 * Linear discriminant over the vectors of the entries: which card a question belongs to, seen from all of a card's
 * questions at once instead of from the nearest one. One mean a card, one shared covariance, shrunk towards its
 * mean variance (Friedman 1989). Closed form: the same entries give the same weights.
 */
import { readFileSync } from 'node:fs';
import { cholesky, solve } from './cholesky.js';
import { NONE, sha256 } from './entries.js';
import { writeWhole } from './write-whole.js';

export interface DiscriminantOptions {
  /** 0 keeps the covariance as it is, 1 replaces it by its mean variance */
  shrink: number;
  /** divides the scores before the softmax: higher is less sure */
  temperature: number;
}
/** What a saved file must have been made from to be usable. */
export interface DiscriminantIdentity extends DiscriminantOptions {
  modelHash: string;
  entriesHash: string;
}

export class Discriminant {
  private constructor(
    /** cards, and NONE where some entry leads to no card */
    private readonly classes: string[],
    /** one row a class: a weight for each dimension, then the bias */
    private readonly weights: Float32Array,
    private readonly dimension: number,
    private readonly temperature: number,
  ) {}

  /** @param labels the card that vector i leads to */
  static fit(vectors: Float32Array[], labels: string[], options: DiscriminantOptions): Discriminant {
    const n = vectors[0]?.length ?? 0;
    const classes = [...new Set(labels)];
    const at = labels.map((l) => classes.indexOf(l));
    const means = meansOf(vectors, at, classes.length, n);
    const l = cholesky(covariance(vectors, labels, at, means, n, options.shrink), n);
    const weights = new Float32Array(classes.length * (n + 1));
    means.forEach((mean, c) => {
      const row = solve(l, n, mean);
      weights.set(row, c * (n + 1));
      weights[c * (n + 1) + n] = -0.5 * row.reduce((sum, w, i) => sum + w * (mean[i] as number), 0);
    });
    return new Discriminant(classes, weights, n, options.temperature);
  }

  /** Probability of each card (and of NONE); they sum to 1. */
  posterior(vector: Float32Array): Map<string, number> {
    const width = this.dimension + 1;
    const scores = this.classes.map((_, c) => {
      let s = this.weights[c * width + this.dimension] as number;
      for (let i = 0; i < this.dimension; i += 1)
        s += (this.weights[c * width + i] as number) * (vector[i] as number);
      return s / this.temperature;
    });
    const top = Math.max(...scores);
    const raised = scores.map((s) => Math.exp(s - top));
    const total = raised.reduce((a, b) => a + b, 0);
    return new Map(this.classes.map((name, c) => [name, (raised[c] as number) / total]));
  }

  /** File: one line of JSON (what it was made from, classes, sha256 of the rest), then the weights as float32. */
  save(file: string, identity: DiscriminantIdentity): void {
    const bytes = Buffer.from(this.weights.buffer, this.weights.byteOffset, this.weights.byteLength);
    const head = { ...identity, dimension: this.dimension, classes: this.classes, sha256: sha256(bytes) };
    writeWhole(file, Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), bytes]));
  }

  /** The saved one, or null when it is missing, damaged or made from something else. */
  static open(file: string, identity: DiscriminantIdentity): Discriminant | null {
    try {
      const bytes = readFileSync(file);
      const end = bytes.indexOf(10);
      const head = JSON.parse(bytes.subarray(0, end).toString()) as DiscriminantIdentity & {
        dimension: number;
        classes: string[];
        sha256: string;
      };
      const keys = ['modelHash', 'entriesHash', 'shrink', 'temperature'] as const;
      const rest = bytes.subarray(end + 1);
      if (keys.some((k) => head[k] !== identity[k]) || sha256(rest) !== head.sha256) return null;
      const weights = new Float32Array(Uint8Array.from(rest).buffer);
      return new Discriminant(head.classes, weights, head.dimension, identity.temperature);
    } catch {
      return null;
    }
  }
}

function meansOf(vectors: Float32Array[], at: number[], classes: number, n: number): Float64Array[] {
  const sums = Array.from({ length: classes }, () => new Float64Array(n));
  const counts = new Float64Array(classes);
  vectors.forEach((v, i) => {
    const sum = sums[at[i] as number] as Float64Array;
    for (let d = 0; d < n; d += 1) (sum[d] as number) += v[d] as number;
    (counts[at[i] as number] as number) += 1;
  });
  return sums.map((sum, c) => sum.map((s) => s / (counts[c] as number)));
}

/** Within cards; what no card answers is many troubles and says nothing about how one trouble varies. */
function covariance(
  vectors: Float32Array[],
  labels: string[],
  at: number[],
  means: Float64Array[],
  n: number,
  shrink: number,
): Float64Array {
  const sum = new Float64Array(n * n);
  let count = 0;
  vectors.forEach((v, i) => {
    if (labels[i] === NONE) return;
    const mean = means[at[i] as number] as Float64Array;
    const off = mean.map((m, d) => (v[d] as number) - m);
    for (let r = 0; r < n; r += 1) {
      const x = off[r] as number;
      for (let c = 0; c <= r; c += 1) (sum[r * n + c] as number) += x * (off[c] as number);
    }
    count += 1;
  });
  let trace = 0;
  for (let r = 0; r < n; r += 1) trace += sum[r * n + r] as number;
  // a floor, so that a handful of entries (a new installation, a test) still gives an invertible matrix
  const mean = Math.max(trace / Math.max(1, count) / n, 1e-6);
  for (let r = 0; r < n; r += 1) {
    for (let c = 0; c <= r; c += 1) {
      const value =
        ((1 - shrink) * (sum[r * n + c] as number)) / Math.max(1, count) + (r === c ? shrink * mean : 0);
      sum[r * n + c] = value;
      sum[c * n + r] = value;
    }
  }
  return sum;
}
