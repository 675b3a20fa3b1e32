/**
 * Vectors of many texts in one file that only grows: each is on disk as soon as it is made, so that a killed run goes on
 * where it stopped. One record: 16 bytes of the text's sha256, scale (float32), DIMENSION int8, 4 bytes of the record's sha256.
 * A record that is torn or damaged is not there; the text is embedded again.
 */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { DIMENSION } from '../embedder.js';
import { sha256 } from '../entries.js';
import type { Progress } from '../vector-cache.js';

const KEY = 16;
const CHECK = 4;
const RECORD = KEY + 4 + DIMENSION + CHECK;
/** Texts in flight: enough for every embedding process, few enough that a kill loses little. */
const AT_ONCE = 16;

/** The largest component becomes 127; cosine with the original is above .9995. */
export interface Int8Vector {
  values: Int8Array;
  /** what a component is multiplied with so that the vector has norm 1 */
  scale: number;
}

/** @param vector any length, not zero */
export function toInt8(vector: Float32Array): Int8Vector {
  const top = vector.reduce((m, x) => Math.max(m, Math.abs(x)), 1e-12);
  const values = Int8Array.from(vector, (x) => Math.round((x / top) * 127));
  let norm = 0;
  for (const v of values) norm += v * v;
  return { values, scale: 1 / Math.sqrt(norm) };
}
export const toFloats = ({ values, scale }: Int8Vector): Float32Array =>
  Float32Array.from(values, (v) => v * scale);

interface TextEmbedder {
  run(text: string): Promise<Float32Array>;
}

export class VectorLog {
  private readonly known = new Map<string, Int8Vector>();

  /** Reads what is there. @param file one file a model: its name must hold the model's hash */
  constructor(private readonly file: string) {
    if (!existsSync(file)) return;
    const bytes = readFileSync(file);
    for (let at = 0; at + RECORD <= bytes.length; at += RECORD) this.take(bytes.subarray(at, at + RECORD));
    const whole = Math.floor(bytes.length / RECORD) * RECORD;
    // a torn record would shift everything behind it
    if (whole !== bytes.length) truncateSync(file, whole);
  }
  get size(): number {
    return this.known.size;
  }

  private take(record: Buffer): void {
    if (checkOf(record) !== record.toString('hex', RECORD - CHECK)) return;
    const body = new Int8Array(record.buffer, record.byteOffset + KEY + 4, DIMENSION);
    this.known.set(record.toString('hex', 0, KEY), { values: body, scale: record.readFloatLE(KEY) });
  }

  /** How many of these texts have no vector yet. */
  missing(texts: string[]): number {
    return new Set(texts.filter((t) => !this.known.has(keyOf(t)))).size;
  }

  /** One vector a text, in order; what is missing is embedded and appended. @throws ModelUnavailable, with all done so far kept */
  async vectorsFor(
    texts: string[],
    embedder: TextEmbedder,
    progress: Progress = () => {},
  ): Promise<Int8Vector[]> {
    const todo = [...new Set(texts)].filter((t) => !this.known.has(keyOf(t)));
    if (todo.length > 0) await this.embed(todo, embedder, progress);
    return texts.map((t) => this.known.get(keyOf(t)) as Int8Vector);
  }

  private async embed(todo: string[], embedder: TextEmbedder, progress: Progress): Promise<void> {
    mkdirSync(dirname(this.file), { recursive: true });
    const fd = openSync(this.file, 'a');
    let next = 0;
    let done = 0;
    progress(0, todo.length);
    const worker = async (): Promise<void> => {
      while (next < todo.length) {
        const text = todo[next++] as string;
        const record = recordOf(text, toInt8(await embedder.run(text)));
        writeSync(fd, record);
        this.take(record);
        done += 1;
        progress(done, todo.length);
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
    } finally {
      next = todo.length;
      closeSync(fd);
    }
  }
}

const keyOf = (text: string): string => sha256(text).slice(0, KEY * 2);
const checkOf = (record: Buffer): string => sha256(record.subarray(0, RECORD - CHECK)).slice(0, CHECK * 2);

function recordOf(text: string, { values, scale }: Int8Vector): Buffer {
  const record = Buffer.alloc(RECORD);
  record.write(keyOf(text), 0, 'hex');
  record.writeFloatLE(scale, KEY);
  record.set(new Uint8Array(values.buffer, values.byteOffset, DIMENSION), KEY + 4);
  record.write(checkOf(record), RECORD - CHECK, 'hex');
  return record;
}
