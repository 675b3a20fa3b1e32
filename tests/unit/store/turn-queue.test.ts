import { describe, expect, it } from 'vitest';
import { TurnQueue } from '../../../server/store/turn-queue.js';

interface T {
  conversation: string;
  turnId: string;
}
const turn = (n: number, conversation = 'c'): T => ({ conversation, turnId: String(n) });
const locked = Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' });

/** A store that can be locked: the part that the queue is there for. */
function makeQueue(options: { capacity?: number } = {}) {
  const stored: string[][] = [];
  const said: string[] = [];
  const state = { locked: false, tries: 0, retries: 0, successes: 0 };
  const queue = new TurnQueue<T>({
    append: async (turns) => {
      state.tries += 1;
      if (state.locked) throw locked;
      stored.push(turns.map((t) => t.turnId));
    },
    log: (message) => said.push(message),
    beforeRetry: () => {
      state.retries += 1;
    },
    afterSuccess: () => {
      state.successes += 1;
    },
    ...options,
  });
  return { queue, stored, said, state };
}

describe('turn queue', () => {
  it('commits in order, what waits together in one go, at most 50', async () => {
    const { queue, stored } = makeQueue();
    await Promise.all(Array.from({ length: 120 }, (_, i) => queue.put(turn(i))));
    expect(stored.flat()).toEqual(Array.from({ length: 120 }, (_, i) => String(i)));
    expect(stored.map((b) => b.length)).toEqual([50, 50, 20]);
    expect(queue.size).toBe(0);
  });
  it('does not start the insert before the caller went on', async () => {
    const { queue, state } = makeQueue();
    const done = queue.put(turn(1));
    await Promise.resolve();
    expect(state.tries).toBe(0);
    await done;
    expect(state.tries).toBe(1);
  });
  it('locked: waits, says so once, keeps everything, and acknowledges only when committed', async () => {
    const { queue, stored, said, state } = makeQueue();
    state.locked = true;
    let acknowledged = 0;
    const all = [1, 2, 3].map((n) => queue.put(turn(n)).then(() => (acknowledged += 1)));
    await new Promise((r) => setTimeout(r, 250));
    expect(state.tries).toBeGreaterThan(1);
    expect(state.retries).toBeGreaterThan(0);
    expect(acknowledged).toBe(0);
    expect(queue.healthy).toBe(false);
    expect(queue.pending('c').map((t) => t.turnId)).toEqual(['1', '2', '3']);
    expect(queue.committed('2')).toBeInstanceOf(Promise);
    state.locked = false;
    await Promise.all(all);
    expect(acknowledged).toBe(3);
    expect(stored).toEqual([['1', '2', '3']]);
    expect(queue.healthy).toBe(true);
    expect(queue.pending('c')).toEqual([]);
    expect(queue.committed('2')).toBeNull();
    expect(said).toHaveLength(2);
    expect(said.join()).not.toContain('locked');
  });
  it('pauses longer each time, so that a broken disk is not asked for ever', async () => {
    const { queue, state } = makeQueue();
    state.locked = true;
    queue.put(turn(1)).catch(() => {});
    await new Promise((r) => setTimeout(r, 800));
    expect(state.tries).toBeLessThanOrEqual(5);
    await queue.close();
  });
  it('full: refuses more at once', async () => {
    const { queue, state } = makeQueue({ capacity: 2 });
    state.locked = true;
    for (const n of [1, 2]) queue.put(turn(n)).catch(() => {});
    await expect(queue.put(turn(3))).rejects.toThrow('full');
    expect(queue.size).toBe(2);
    await queue.close();
  });
  it('drop: erased turns are not stored, their waiters are freed, the others stay', async () => {
    const { queue, stored, state } = makeQueue();
    state.locked = true;
    const gone = queue.put(turn(1, 'gone'));
    const stays = queue.put(turn(2, 'stays'));
    await new Promise((r) => setTimeout(r, 20));
    queue.drop('gone');
    await gone;
    state.locked = false;
    await stays;
    expect(stored.flat()).toEqual(['2']);
  });
  it('close stores what waits', async () => {
    const { queue, stored } = makeQueue();
    const put = queue.put(turn(1));
    expect(await queue.close()).toBe(0);
    await put;
    expect(stored).toEqual([['1']]);
  });
  it('close tries once more, then says how many are lost and rejects them', async () => {
    const { queue, state } = makeQueue();
    state.locked = true;
    const puts = [1, 2].map((n) => queue.put(turn(n)));
    const outcomes = Promise.allSettled(puts);
    await new Promise((r) => setTimeout(r, 60));
    const before = state.tries;
    expect(await queue.close()).toBe(2);
    expect(state.tries).toBeGreaterThan(before);
    expect((await outcomes).map((o) => o.status)).toEqual(['rejected', 'rejected']);
  });
});
