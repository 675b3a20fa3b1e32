/** The index over articles as one file: its own sha256, what it was made from, and the arrays. Swapped as a whole. */
import { existsSync, readFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { DIMENSION } from '../embedder.js';
import { sha256 } from '../entries.js';
import { writeWhole } from '../write-whole.js';
import type { IndexedArticle } from './article.js';
import type { Postings } from './bm25.js';
import type { Int8Vector } from './vector-log.js';

/** Changes with the shape of the file. */
const FORMAT = 1;
const SUM = 64;

export interface ArticleIndex {
  articles: IndexedArticle[];
  vectors: Int8Vector[];
  postings: Postings;
}
/** What an index must have been made from to be usable. */
export interface IndexIdentity {
  modelHash: string;
  /** over the imported versions */
  statutesHash: string;
}
interface Stored extends IndexIdentity {
  format: number;
  articles: IndexedArticle[];
  rows: Int8Array;
  scales: Float32Array;
  postings: Postings;
}

/** @throws the file system's error; the old index stays */
export function saveIndex(
  file: string,
  { articles, vectors, postings }: ArticleIndex,
  identity: IndexIdentity,
): void {
  const rows = new Int8Array(vectors.length * DIMENSION);
  vectors.forEach((v, i) => {
    rows.set(v.values, i * DIMENSION);
  });
  const scales = Float32Array.from(vectors, (v) => v.scale);
  const stored: Stored = { format: FORMAT, ...identity, articles, rows, scales, postings };
  const body = serialize(stored);
  writeWhole(file, Buffer.concat([Buffer.from(sha256(body)), body]));
}

/** The index with what it was made from, or null when there is none that can be read. */
export function openIndex(file: string): (ArticleIndex & IndexIdentity) | null {
  if (!existsSync(file)) return null;
  const bytes = readFileSync(file);
  const body = bytes.subarray(SUM);
  if (sha256(body) !== bytes.toString('utf8', 0, SUM)) return null;
  const { format, modelHash, statutesHash, articles, rows, scales, postings } = deserialize(body) as Stored;
  if (format !== FORMAT) return null;
  const vectors = Array.from(scales, (scale, i) => ({
    values: rows.subarray(i * DIMENSION, (i + 1) * DIMENSION),
    scale,
  }));
  return { articles, vectors, postings, modelHash, statutesHash };
}
