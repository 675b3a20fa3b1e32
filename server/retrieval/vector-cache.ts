/**
 * Vectors of reviewed texts (never of citizens' words), kept in one file per model, keyed by the text's sha256.
 * File: `<modelHash>.json` lists the keys, `<modelHash>.f32` holds DIMENSION little-endian floats for each.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIMENSION, type LocalEmbeddings } from './embedder.js';
import { sha256 } from './entries.js';

export type Progress = (done: number, total: number) => void;

export class VectorCache {
  private readonly vectors = new Map<string, Float32Array>();
  private dirty = false;
  constructor(
    private readonly folder: string,
    private readonly modelHash: string,
  ) {
    this.load();
  }
  private path(ext: string): string {
    return join(this.folder, `${this.modelHash.slice(0, 16)}.${ext}`);
  }
  /** A cache that cannot be read is made anew: it only saves time. */
  private load(): void {
    if (!existsSync(this.path('json')) || !existsSync(this.path('f32'))) return;
    try {
      const meta = JSON.parse(readFileSync(this.path('json'), 'utf8')) as { sha256: string; keys: string[] };
      const bytes = readFileSync(this.path('f32'));
      if (sha256(bytes) !== meta.sha256 || bytes.length !== meta.keys.length * DIMENSION * 4) return;
      const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
      meta.keys.forEach((key, i) => {
        this.vectors.set(key, all.subarray(i * DIMENSION, (i + 1) * DIMENSION));
      });
    } catch {
      this.vectors.clear();
    }
  }

  /** One vector a text, in order; embeds what is missing and reports progress over those. */
  async vectorsFor(
    texts: string[],
    embedder: LocalEmbeddings,
    progress: Progress = () => {},
  ): Promise<Float32Array[]> {
    const missing = [...new Set(texts)].filter((t) => !this.vectors.has(sha256(t)));
    let done = 0;
    if (missing.length > 0) progress(0, missing.length);
    await Promise.all(
      missing.map(async (text) => {
        this.vectors.set(sha256(text), await embedder.run(text));
        done += 1;
        this.dirty = true;
        progress(done, missing.length);
      }),
    );
    return texts.map((t) => this.vectors.get(sha256(t)) as Float32Array);
  }

  /** Writes the vectors of these texts (and drops the others). A read-only disk only costs time at the next start. */
  save(texts: string[]): void {
    const keys = [...new Set(texts.map((t) => sha256(t)))].filter((k) => this.vectors.has(k));
    if (!this.dirty && keys.length === this.vectors.size) return;
    const all = new Float32Array(keys.length * DIMENSION);
    keys.forEach((key, i) => {
      all.set(this.vectors.get(key) as Float32Array, i * DIMENSION);
    });
    const bytes = Buffer.from(all.buffer);
    try {
      mkdirSync(this.folder, { recursive: true });
      const write = (ext: string, data: string | Buffer) => {
        const temporary = `${this.path(ext)}.${process.pid}`;
        writeFileSync(temporary, data);
        renameSync(temporary, this.path(ext));
      };
      write('f32', bytes);
      write('json', JSON.stringify({ sha256: sha256(bytes), keys }));
      this.dirty = false;
    } catch {
      // the cache is a convenience; whoever starts next embeds again
    }
  }
}
