/**
 * A linear map that turns the vector of a layperson's question towards the vectors of the articles that answer such
 * questions: q' = q + qM, to norm 1. Made by `npm run train:articles`; belongs to one embedding model.
 */
import { existsSync, readFileSync } from 'node:fs';
import { DIMENSION } from '../embedder.js';
import { sha256 } from '../entries.js';
import { writeWhole } from '../write-whole.js';

/** M, DIMENSION rows of DIMENSION. */
export type QueryMap = Float32Array;

export const noMap = (): QueryMap => new Float32Array(DIMENSION * DIMENSION);

/** @param vector norm 1. @returns norm 1 */
export function applyMap(map: QueryMap, vector: Float32Array): Float32Array {
  const out = Float32Array.from(vector);
  for (let i = 0; i < DIMENSION; i += 1) {
    const x = vector[i] as number;
    const row = i * DIMENSION;
    for (let j = 0; j < DIMENSION; j += 1) out[j] = (out[j] as number) + x * (map[row + j] as number);
  }
  let norm = 0;
  for (const x of out) norm += x * x;
  const scale = 1 / Math.sqrt(norm);
  return out.map((x) => x * scale);
}

interface Sidecar {
  sha256: string;
  modelHash: string;
}

/** @param about what it was trained on and how, kept beside it */
export function saveMap(file: string, map: QueryMap, modelHash: string, about: object): void {
  const bytes = Buffer.from(map.buffer, map.byteOffset, map.byteLength);
  writeWhole(file, bytes);
  writeWhole(`${file}.json`, `${JSON.stringify({ sha256: sha256(bytes), modelHash, ...about }, null, 2)}\n`);
}

/** The map, or the reason why questions are searched as they are. */
export function openMap(file: string, modelHash: string): QueryMap | string {
  if (!existsSync(file) || !existsSync(`${file}.json`)) return '还没有问题到法条的映射';
  const bytes = readFileSync(file);
  let about: Partial<Sidecar>;
  try {
    about = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as Partial<Sidecar>;
  } catch {
    return '映射的说明文件坏了';
  }
  if (about.modelHash !== modelHash) return '映射属于另一个向量模型';
  if (about.sha256 !== sha256(bytes) || bytes.length !== DIMENSION * DIMENSION * 4) return '映射文件损坏';
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
