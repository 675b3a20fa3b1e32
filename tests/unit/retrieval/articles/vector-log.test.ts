import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VectorLog } from '../../../../server/retrieval/articles/vector-log.js';
import { DIMENSION } from '../../../../server/retrieval/embedder.js';
import { type TempDir, tempDir } from '../../../support/temp-dir.js';

/** A vector that depends on the text alone; counts what it was asked; dies when told. */
function fakeEmbedder(dieAt = Number.POSITIVE_INFINITY) {
  const asked: string[] = [];
  return {
    asked,
    async run(text: string): Promise<Float32Array> {
      if (asked.length >= dieAt) throw new Error('killed');
      asked.push(text);
      return Float32Array.from({ length: DIMENSION }, (_, i) => Math.sin((text.charCodeAt(1) + 1) * (i + 1)));
    },
  };
}
const texts = Array.from({ length: 40 }, (_, i) => `第${i}条`);

let folder: TempDir;
beforeEach(() => {
  folder = tempDir();
});
afterEach(() => folder.remove());

describe('vector log', () => {
  it('embeds a text once, whoever asks again', async () => {
    const file = join(folder.path, 'v.i8');
    const first = fakeEmbedder();
    const made = await new VectorLog(file).vectorsFor([...texts, ...texts], first);
    expect(first.asked).toHaveLength(40);
    expect(made).toHaveLength(80);
    const second = fakeEmbedder();
    const again = await new VectorLog(file).vectorsFor(texts, second);
    expect(second.asked).toEqual([]);
    expect(again.map((v) => [...v.values])).toEqual(made.slice(0, 40).map((v) => [...v.values]));
    expect(again.map((v) => v.scale)).toEqual(made.slice(0, 40).map((v) => v.scale));
  });
  it('goes on where a killed run stopped', async () => {
    const file = join(folder.path, 'v.i8');
    await expect(new VectorLog(file).vectorsFor(texts, fakeEmbedder(25))).rejects.toThrow('killed');
    // the last record was being written
    appendFileSync(file, Buffer.alloc(100, 1));
    const log = new VectorLog(file);
    expect(log.size).toBe(25);
    const rest = fakeEmbedder();
    const vectors = await log.vectorsFor(texts, rest);
    expect(rest.asked).toHaveLength(15);
    expect(vectors.every((v) => v.values.length === DIMENSION)).toBe(true);
    expect(new VectorLog(file).size).toBe(40);
  });
  it('embeds anew what a flipped byte spoiled, and nothing else', async () => {
    const file = join(folder.path, 'v.i8');
    await new VectorLog(file).vectorsFor(texts, fakeEmbedder());
    const bytes = readFileSync(file);
    const record = statSync(file).size / 40;
    bytes[record * 3 + 50] = (bytes[record * 3 + 50] as number) ^ 1;
    writeFileSync(file, bytes);
    const log = new VectorLog(file);
    expect(log.size).toBe(39);
    const again = fakeEmbedder();
    await log.vectorsFor(texts, again);
    expect(again.asked).toHaveLength(1);
  });
});
