/** The real model in its child processes. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../server/config.js';
import {
  DIMENSION,
  hashModel,
  LocalEmbeddings,
  ModelUnavailable,
} from '../../../server/retrieval/embedder.js';
import { until } from '../../support/until.js';

const { modelDir } = loadConfig({});
const open = async (processes: number, log?: (m: string) => void) => {
  const embedder = new LocalEmbeddings({ modelDir, processes, ...(log ? { log } : {}) });
  expect(await embedder.start()).toBe(true);
  return embedder;
};
const bytes = (v: Float32Array) => Buffer.from(v.buffer, v.byteOffset, v.byteLength).toString('hex');
const TEXTS = Array.from(
  { length: 200 },
  (_, i) => `第${i}个人说：楼上${'半夜'.repeat(1 + (i % 17))}拖椅子，物业${i % 3 ? '不管' : '来过'}`,
);

describe('vectors', () => {
  let embedder: LocalEmbeddings;
  beforeAll(async () => {
    embedder = await open(2);
  });
  afterAll(() => embedder.close());

  it('have the model’s length and norm 1', async () => {
    const v = await embedder.run('楼上漏水');
    expect(v).toBeInstanceOf(Float32Array);
    expect(v).toHaveLength(DIMENSION);
    expect(Math.hypot(...v)).toBeCloseTo(1, 5);
  });
  it('are equal bit for bit: alone, and each under 200 concurrent requests', async () => {
    const together = await Promise.all(TEXTS.map((t) => embedder.run(t)));
    const other = await open(1);
    try {
      for (let i = 0; i < TEXTS.length; i += 1) {
        const alone = await other.run(TEXTS[i] as string);
        expect(bytes(together[i] as Float32Array)).toBe(bytes(alone));
      }
    } finally {
      await other.close();
    }
  });
  it('are nearer for the same trouble than for another', async () => {
    const [a, b, c] = await Promise.all(
      ['楼上漏水把我家泡了', '天花板渗水，楼上不修', '老板拖欠工资'].map((t) => embedder.run(t)),
    );
    const cosine = (x?: Float32Array, y?: Float32Array) =>
      Array.from(x ?? []).reduce((n, v, i) => n + v * (y?.[i] ?? 0), 0);
    expect(cosine(a, b)).toBeGreaterThan(cosine(a, c) + 0.1);
  });
  it('take an empty text, a strange one and 16 KB', async () => {
    for (const text of ['', '\u0000', '🙂'.repeat(100), '楼'.repeat(5400)])
      expect(await embedder.run(text)).toHaveLength(DIMENSION);
  });
  it('come from memory the second time, and LangChain’s methods give the same', async () => {
    const first = await embedder.embed('缓存的话');
    expect(await embedder.embed('缓存的话')).toBe(first);
    expect(await embedder.embedQuery('缓存的话')).toEqual(Array.from(first));
    expect((await embedder.embedDocuments(['缓存的话']))[0]).toEqual(Array.from(first));
  });
});

describe('a child that dies', () => {
  it('killed in the middle of its work: those who waited are told, it comes back, the log holds no text', async () => {
    const said: string[] = [];
    const embedder = await open(1, (m) => said.push(m));
    try {
      const before = bytes(await embedder.run('房东不退押金'));
      const [pid = 0] = embedder.pids;
      const waiting = Array.from({ length: 20 }, (_, i) => embedder.run('绝密的话'.repeat(100) + i));
      const outcomes = Promise.allSettled(waiting);
      process.kill(pid, 'SIGKILL');
      const failed = (await outcomes).filter((o) => o.status === 'rejected');
      expect(failed.length).toBeGreaterThan(0);
      for (const f of failed) expect((f as PromiseRejectedResult).reason).toBeInstanceOf(ModelUnavailable);
      expect(embedder.available).toBe(false);
      await expect(embedder.run('现在')).rejects.toBeInstanceOf(ModelUnavailable);
      await until(() => embedder.available);
      expect(embedder.pids).not.toContain(pid);
      expect(bytes(await embedder.run('房东不退押金'))).toBe(before);
      expect(said.join()).toContain('重启');
      expect(said.join()).not.toContain('绝密');
    } finally {
      await embedder.close();
    }
  });
  it('one of two: the other goes on', async () => {
    const embedder = await open(2);
    try {
      await until(() => embedder.readyCount === 2);
      const [pid = 0] = embedder.pids;
      process.kill(pid, 'SIGKILL');
      await until(() => !embedder.pids.includes(pid));
      expect(embedder.available).toBe(true);
      expect(await embedder.run('房东不退押金')).toHaveLength(DIMENSION);
    } finally {
      await embedder.close();
    }
  });
});

describe('a model that is not there', () => {
  it('start says no, and why; nothing hangs', async () => {
    const said: string[] = [];
    const embedder = new LocalEmbeddings({
      modelDir: '/nonexistent',
      processes: 2,
      log: (m) => said.push(m),
    });
    expect(embedder.modelHash).toBeNull();
    expect(await embedder.start()).toBe(false);
    expect(said.join()).toContain('模型文件缺失');
    expect(embedder.available).toBe(false);
    await expect(embedder.embed('话')).rejects.toBeInstanceOf(ModelUnavailable);
    await embedder.close();
  });
  it('broken weights: start says no', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fengqiao-model-'));
    const { cpSync, rmSync } = await import('node:fs');
    cpSync(modelDir, folder, { recursive: true });
    writeFileSync(join(folder, 'onnx/model_quantized.onnx'), 'not a model');
    const embedder = new LocalEmbeddings({ modelDir: folder, processes: 1 });
    try {
      expect(embedder.modelHash).not.toBe(hashModel(modelDir));
      expect(await embedder.start()).toBe(false);
    } finally {
      await embedder.close();
      rmSync(folder, { recursive: true });
    }
  });
  it('after closing, requests are refused and no child is left', async () => {
    const embedder = await open(1);
    const pids = embedder.pids;
    const waiting = embedder.run('话'.repeat(400));
    waiting.catch(() => {});
    await embedder.close();
    await expect(embedder.run('话')).rejects.toBeInstanceOf(ModelUnavailable);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
  });
});
