/**
 * Exact nearest neighbours over int8 vectors: every row is looked at, 16 numbers an instruction (WebAssembly SIMD).
 * 63,720 rows take 1.5 ms and 33 MB, so there is no graph to build, to store or to doubt (docs/decisions/0008).
 */
import { DIMENSION } from '../embedder.js';
import { SCAN_WASM } from './scan-wasm.js';
import type { Int8Vector } from './vector-log.js';

/** Node's types leave out what every JavaScript engine has. */
const { Module, Instance } = (
  globalThis as unknown as {
    WebAssembly: {
      Module: new (bytes: Uint8Array) => object;
      Instance: new (module: object) => { exports: unknown };
    };
  }
).WebAssembly;

const PAGE = 65_536;
/** Query components become 11-bit integers: 512 products with int8 stay below 2^31. */
const QUERY_TOP = 2047;

interface Scan {
  memory: { buffer: ArrayBuffer; grow(pages: number): void };
  scan(rows: number, count: number, query: number, out: number): void;
}

export class Int8Matrix {
  private readonly wasm: Scan;
  private readonly queryAt: number;
  private readonly outAt: number;
  private readonly scales: Float32Array;
  readonly count: number;

  /** @param vectors of norm 1; row i is vector i */
  constructor(vectors: Int8Vector[]) {
    this.count = vectors.length;
    this.queryAt = this.count * DIMENSION;
    this.outAt = this.queryAt + DIMENSION * 2;
    this.wasm = new Instance(new Module(Buffer.from(SCAN_WASM, 'base64'))).exports as Scan;
    this.wasm.memory.grow(Math.ceil((this.outAt + this.count * 4) / PAGE));
    const rows = new Int8Array(this.wasm.memory.buffer);
    vectors.forEach((v, i) => {
      rows.set(v.values, i * DIMENSION);
    });
    this.scales = Float32Array.from(vectors, (v) => v.scale);
  }

  /** Cosine of the query with every row. @param query norm 1 */
  cosines(query: Float32Array): Float32Array {
    const { buffer } = this.wasm.memory;
    const top = query.reduce((m, x) => Math.max(m, Math.abs(x)), 1e-12);
    const factor = QUERY_TOP / top;
    const q = new Int16Array(buffer, this.queryAt, DIMENSION);
    for (let i = 0; i < DIMENSION; i += 1) q[i] = Math.round((query[i] as number) * factor);
    this.wasm.scan(0, this.count, this.queryAt, this.outAt);
    const dots = new Int32Array(buffer, this.outAt, this.count);
    const out = new Float32Array(this.count);
    for (let i = 0; i < out.length; i += 1)
      out[i] = ((dots[i] as number) * (this.scales[i] as number)) / factor;
    return out;
  }
}

/** Positions of the k largest values, largest first. */
export function topK(values: Float32Array, k: number): number[] {
  const count = Math.min(k, values.length);
  if (count === 0) return [];
  // a min-heap of the best so far
  const heap: number[] = [];
  const at = (i: number): number => values[heap[i] as number] as number;
  const swap = (i: number, j: number): void => {
    const x = heap[i] as number;
    heap[i] = heap[j] as number;
    heap[j] = x;
  };
  const down = (start: number): void => {
    for (let i = start; ; ) {
      let least = i;
      for (const c of [2 * i + 1, 2 * i + 2]) if (c < heap.length && at(c) < at(least)) least = c;
      if (least === i) return;
      swap(i, least);
      i = least;
    }
  };
  for (let i = 0; i < values.length; i += 1) {
    if (heap.length < count) {
      heap.push(i);
      if (heap.length === count) for (let j = count >> 1; j >= 0; j -= 1) down(j);
    } else if ((values[i] as number) > at(0)) {
      heap[0] = i;
      down(0);
    }
  }
  return heap.sort((a, b) => (values[b] as number) - (values[a] as number) || a - b);
}
