/**
 * The local embedding model behind LangChain's `Embeddings`.
 * Runs in child processes, one text a run, so that a vector never depends on its neighbours (docs/decisions/0002).
 */
import { type ChildProcess, fork } from 'node:child_process';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Embeddings } from '@langchain/core/embeddings';

/** Length of a vector of the embedded model (bge-small-zh-v1.5). */
export const DIMENSION = 512;
const CACHE_SIZE = 5000;
const RESTART_FIRST_MS = 100;
const RESTART_MAX_MS = 30_000;
const JOB_TIMEOUT_MS = 10_000;

interface Job {
  text: string;
  resolve: (vector: Float32Array) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
  /** its first process died */
  again?: boolean;
}
interface Slot {
  child: ChildProcess | null;
  ready: boolean;
  job: Job | null;
  delay: number;
  timer?: NodeJS.Timeout;
}

/** The model cannot answer now; the caller goes on without it. */
export class ModelUnavailable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ModelUnavailable';
  }
}

export interface EmbedderOptions {
  modelDir: string;
  processes: number;
  /** told of starts, deaths and restarts; never of text */
  log?: (message: string, extra?: Record<string, unknown>) => void;
}

export class LocalEmbeddings extends Embeddings {
  readonly modelDir: string;
  /** sha256 of the weights, or null when the file is missing */
  readonly modelHash: string | null;
  private readonly slots: Slot[] = [];
  private readonly queue: Job[] = [];
  private readonly cache = new Map<string, Float32Array>();
  private readonly cacheKey = randomBytes(32);
  private nextId = 1;
  private closed = false;
  private readonly log: NonNullable<EmbedderOptions['log']>;

  constructor(private readonly options: EmbedderOptions) {
    super({});
    this.modelDir = options.modelDir;
    this.log = options.log ?? (() => {});
    this.modelHash = hashModel(options.modelDir);
  }

  /** Starts the processes and waits until one can embed. Resolves false (and says why) when the model is missing. */
  async start(): Promise<boolean> {
    if (!this.modelHash) {
      this.log('向量模型文件缺失，只用规则回答', { modelDir: this.modelDir });
      return false;
    }
    const add = (): void => {
      const slot: Slot = { child: null, ready: false, job: null, delay: RESTART_FIRST_MS };
      this.slots.push(slot);
      this.spawn(slot);
    };
    add();
    try {
      await this.run('预热');
      return true;
    } catch (error) {
      this.log('向量模型没有起来，只用规则回答', { error: String(error) });
      return false;
    } finally {
      // the others load while the first already answers: on two cores all at once would delay the start;
      // a first one that was late is started again, and shall not stay alone
      for (let i = 1; i < this.options.processes && !this.closed; i += 1) add();
    }
  }

  get available(): boolean {
    return this.slots.some((s) => s.ready);
  }
  /** Processes that can embed now. */
  get readyCount(): number {
    return this.slots.filter((s) => s.ready).length;
  }
  /** Process ids of the children that are up (tests kill them). */
  get pids(): number[] {
    return this.slots.flatMap((s) => (s.child?.pid ? [s.child.pid] : []));
  }

  /** One vector of length DIMENSION and norm 1. Throws ModelUnavailable. */
  async embed(text: string): Promise<Float32Array> {
    const key = createHmac('sha256', this.cacheKey).update(text).digest('base64');
    const hit = this.cache.get(key);
    if (hit) {
      this.cache.delete(key);
      this.cache.set(key, hit);
      return hit;
    }
    const vector = await this.run(text);
    this.cache.set(key, vector);
    if (this.cache.size > CACHE_SIZE) this.cache.delete(this.cache.keys().next().value as string);
    return vector;
  }
  override async embedQuery(text: string): Promise<number[]> {
    return Array.from(await this.embed(text));
  }
  override async embedDocuments(texts: string[]): Promise<number[][]> {
    return Promise.all(texts.map((t) => this.run(t).then((v) => Array.from(v))));
  }

  /** Not cached: for bulk work. */
  run(text: string): Promise<Float32Array> {
    if (this.closed) return Promise.reject(new ModelUnavailable('closed'));
    if (this.slots.length === 0) return Promise.reject(new ModelUnavailable('no model'));
    if (this.slots.every((s) => !s.child)) return Promise.reject(new ModelUnavailable('restarting'));
    return new Promise((resolve, reject) => {
      const job: Job = {
        text,
        resolve,
        reject,
        timer: setTimeout(() => this.giveUp(job), JOB_TIMEOUT_MS + this.queue.length * 100),
      };
      this.queue.push(job);
      this.pump();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const job of this.queue.splice(0)) this.fail(job, 'closed');
    await Promise.all(
      this.slots.map(async (slot) => {
        clearTimeout(slot.timer);
        const { child } = slot;
        if (!child) return;
        const gone = new Promise((r) => child.once('exit', r));
        child.disconnect();
        const hard = setTimeout(() => child.kill('SIGKILL'), 2000);
        await gone;
        clearTimeout(hard);
      }),
    );
  }

  private pump(): void {
    for (const slot of this.slots) {
      if (!slot.ready || slot.job || !slot.child) continue;
      const job = this.queue.shift();
      if (!job) return;
      slot.job = job;
      slot.child.send({ id: this.nextId++, text: job.text });
    }
  }

  private spawn(slot: Slot): void {
    if (this.closed) return;
    const typescript = import.meta.url.endsWith('.ts');
    const file = fileURLToPath(new URL(`./embedder-child.${typescript ? 'ts' : 'js'}`, import.meta.url));
    const child = fork(file, [this.modelDir], {
      serialization: 'advanced',
      execArgv: typescript ? ['--import', 'tsx'] : [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    slot.child = child;
    child.on('message', (message: { ready?: true; id?: number; vector?: Float32Array; error?: string }) => {
      if (message.ready) {
        slot.ready = true;
        slot.delay = RESTART_FIRST_MS;
      } else if (slot.job) {
        const { job } = slot;
        slot.job = null;
        clearTimeout(job.timer);
        if (message.vector) job.resolve(message.vector);
        else job.reject(new ModelUnavailable(message.error ?? 'no vector'));
      }
      this.pump();
    });
    const gone = (reason: string) => {
      if (slot.child !== child) return;
      slot.child = null;
      slot.ready = false;
      // the text may be what killed it: another process gets it once, not for ever
      const { job } = slot;
      slot.job = null;
      if (job && !job.again && this.available) {
        job.again = true;
        this.queue.unshift(job);
      } else if (job) this.fail(job, 'embedder died');
      this.pump();
      if (this.closed) return;
      this.log('向量子进程退出，稍后重启', { reason, delay: slot.delay });
      slot.timer = setTimeout(() => this.spawn(slot), slot.delay);
      slot.timer.unref();
      slot.delay = Math.min(slot.delay * 2, RESTART_MAX_MS);
      // with nobody left to run them, waiting jobs would hang
      if (this.slots.every((s) => !s.child))
        for (const job of this.queue.splice(0)) this.fail(job, 'no embedder');
    };
    child.on('exit', (code, signal) => gone(`exit ${signal ?? code}`));
    child.on('error', (error) => gone(error.message));
  }

  private giveUp(job: Job): void {
    const at = this.queue.indexOf(job);
    if (at >= 0) this.queue.splice(at, 1);
    job.reject(new ModelUnavailable('timed out'));
    const slot = this.slots.find((s) => s.job === job);
    if (!slot) return;
    // a stuck child would answer the next job with this one's vector
    slot.job = null;
    slot.ready = false;
    slot.child?.kill('SIGKILL');
  }
  private fail(job: Job, reason: string): void {
    clearTimeout(job.timer);
    job.reject(new ModelUnavailable(reason));
  }
}

/** sha256 of the model's weights and tokenizer, or null when either is missing or cannot be read. */
export function hashModel(modelDir: string): string | null {
  const hash = createHash('sha256');
  try {
    for (const file of ['onnx/model_quantized.onnx', 'tokenizer.json', 'config.json'])
      hash.update(readFileSync(join(modelDir, file)));
  } catch {
    return null;
  }
  return hash.digest('hex');
}
