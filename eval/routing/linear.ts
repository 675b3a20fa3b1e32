/** Softmax heads over sparse features, trained by Adagrad with a fixed seed: the same data gives the same weights. */
import { softmax } from '../../server/triage/classifier.js';
import type { Example } from './train.js';

export interface TrainOptions {
  epochs: number;
  l2: number;
  rate?: number;
}

/** mulberry32: a small seeded generator. */
export function random(seed: number): () => number {
  let s = seed;
  return () => {
    s = (s + 0x6d2b79f5) | 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * @param heads classes of each head
 * @param width features of one row
 * @returns row-major weights, one row a class, heads one after another
 */
export function trainHeads(
  examples: Example[],
  heads: number[],
  width: number,
  options: TrainOptions,
): Float32Array {
  const { epochs, l2, rate = 0.25 } = options;
  const rows = heads.reduce((a, b) => a + b, 0);
  const weights = new Float32Array(rows * width);
  const sums = new Float32Array(rows * width).fill(1e-6);
  const order = examples.map((_, i) => i);
  const next = random(20261124);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (let i = order.length - 1; i > 0; i -= 1) {
      const j = Math.floor(next() * (i + 1));
      [order[i], order[j]] = [order[j] as number, order[i] as number];
    }
    const step = rate / (1 + epoch * 0.3);
    for (const i of order) learn(examples[i] as Example, heads, width, weights, sums, step, l2);
  }
  return weights;
}

function learn(
  { features, targets }: Example,
  heads: number[],
  width: number,
  weights: Float32Array,
  sums: Float32Array,
  step: number,
  l2: number,
): void {
  const { index, value } = features;
  let row = 0;
  heads.forEach((classes, h) => {
    const target = targets[h] as number[];
    const mass = target.reduce((a, b) => a + b, 0);
    if (mass > 0) {
      const scores = Array.from({ length: classes }, (_, c) => {
        const base = (row + c) * width;
        let sum = 0;
        for (let k = 0; k < index.length; k += 1)
          sum += (weights[base + (index[k] as number)] as number) * (value[k] as number);
        return sum;
      });
      softmax(scores).forEach((p, c) => {
        const error = p * mass - (target[c] as number);
        const base = (row + c) * width;
        for (let k = 0; k < index.length; k += 1) {
          const at = base + (index[k] as number);
          const gradient = error * (value[k] as number) + l2 * (weights[at] as number);
          sums[at] = (sums[at] as number) + gradient * gradient;
          weights[at] = (weights[at] as number) - (step * gradient) / Math.sqrt(sums[at] as number);
        }
      });
    }
    row += classes;
  });
}

/** int8 with one scale a row: [rows × float32 scale][rows × width int8]. */
export function packWeights(weights: Float32Array, rows: number, width: number): Buffer {
  const out = Buffer.alloc(rows * 4 + rows * width);
  for (let r = 0; r < rows; r += 1) {
    let top = 1e-9;
    for (let i = 0; i < width; i += 1) top = Math.max(top, Math.abs(weights[r * width + i] as number));
    const scale = top / 127;
    out.writeFloatLE(scale, r * 4);
    for (let i = 0; i < width; i += 1) {
      out.writeInt8(Math.round((weights[r * width + i] as number) / scale), rows * 4 + r * width + i);
    }
  }
  return out;
}
