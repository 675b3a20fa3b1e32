/**
 * Takes finished turns at once and commits them in order, all waiting ones in one transaction.
 * While the database is locked, full or read-only it retries with growing pauses and never blocks an answer.
 */
export interface Queued {
  conversation: string;
  turnId: string;
}
export interface TurnQueueOptions<T extends Queued> {
  append: (turns: T[]) => Promise<void>;
  /** told when the database starts and stops refusing; never of text */
  log?: (message: string, extra?: Record<string, unknown>) => void;
  /** called before a retry, so that it does not wait for the lock again */
  beforeRetry?: () => void;
  afterSuccess?: () => void;
  /** most turns that wait; more are refused */
  capacity?: number;
}
interface Waiting<T> {
  turn: T;
  done: Promise<void>;
  resolve: () => void;
  reject: (error: Error) => void;
}
const BATCH = 50;
const PAUSE_FIRST = 50;
const PAUSE_MAX = 2000;

export class TurnQueue<T extends Queued> {
  private waiting: Waiting<T>[] = [];
  private running: Promise<void> | null = null;
  private pause = 0;
  private wake: (() => void) | null = null;
  private closing = false;
  constructor(private readonly options: TurnQueueOptions<T>) {}

  get size(): number {
    return this.waiting.length;
  }
  /** false while commits fail */
  get healthy(): boolean {
    return this.pause === 0;
  }
  /** Resolves when committed. Rejects only when the queue is full or the process ends first. */
  put(turn: T): Promise<void> {
    if (this.waiting.length >= (this.options.capacity ?? 10_000))
      return Promise.reject(new Error('turn queue is full'));
    let resolve = () => {};
    let reject: (error: Error) => void = () => {};
    const done = new Promise<void>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    this.waiting.push({ turn, done, resolve, reject });
    this.running ??= this.drain();
    return done;
  }
  /** What `put` gave for a turn that still waits; null when it does not. */
  committed(turnId: string): Promise<void> | null {
    return this.waiting.find((w) => w.turn.turnId === turnId)?.done ?? null;
  }
  pending(conversation: string): T[] {
    return this.waiting.filter((w) => w.turn.conversation === conversation).map((w) => w.turn);
  }
  drop(conversation: string): void {
    const gone = this.waiting.filter((w) => w.turn.conversation === conversation);
    this.waiting = this.waiting.filter((w) => w.turn.conversation !== conversation);
    for (const w of gone) w.resolve();
  }

  private async drain(): Promise<void> {
    // one turn of the event loop, so that the reply leaves before the insert
    await new Promise((r) => setImmediate(r));
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, BATCH);
      try {
        if (this.pause > 0) this.options.beforeRetry?.();
        await this.options.append(batch.map((w) => w.turn));
        if (this.pause > 0) this.options.log?.('数据库恢复，已补存', { waiting: this.waiting.length });
        this.pause = 0;
        this.options.afterSuccess?.();
        const done = new Set(batch);
        this.waiting = this.waiting.filter((w) => !done.has(w));
        for (const w of batch) w.resolve();
      } catch (error) {
        const code = (error as { code?: string }).code ?? (error as Error).name;
        if (this.pause === 0) this.options.log?.('数据库暂时写不进，稍后重试', { code });
        if (this.closing) break;
        this.pause = Math.min(Math.max(PAUSE_FIRST, this.pause * 2), PAUSE_MAX);
        await new Promise<void>((resolve) => {
          this.wake = resolve;
          setTimeout(resolve, this.pause).unref();
        });
      }
    }
    this.running = null;
  }

  /** Tries once more and reports how many turns could not be stored. */
  async close(): Promise<number> {
    this.closing = true;
    this.wake?.();
    await this.running;
    for (const w of this.waiting) w.reject(new Error('closed before it was stored'));
    return this.waiting.length;
  }
}
