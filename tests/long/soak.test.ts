/** A long quiet day in short: 50 conversations, 20 turns a second, and memory that does not grow. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import { readOwn } from '../../eval/routing/utterances.js';
import { ROOT } from '../../server/config.js';
import { ChatClient } from '../support/chat-client.js';
import { queryDatabase } from '../support/database.js';
import { type ServerProcess, startProcess } from '../support/start-process.js';
import { type TempDir, tempDir } from '../support/temp-dir.js';
import { Dice, longTest, percentile, record, round, SEED, SLICE, secondsOf } from './long.js';

const CONVERSATIONS = 50;
const PER_SECOND = 20;
/** Memory at the end against memory after the first fifth. */
const GROWTH = 1.3;
/** Turns before the clock starts: code is compiled, caches have their first entries. */
const WARM_UP = 200;
const ANSWER_WITHIN = 20_000;

let folder: TempDir;
let server: ServerProcess;
beforeAll(async () => {
  if (process.env.LONG !== '1') return;
  folder = tempDir();
  server = await startProcess(folder.path, { LOG_LEVEL: 'warn' });
});
afterAll(async () => {
  await server?.stop();
  folder?.remove();
});

/** MB that the serving process holds, its embedder children left out. */
const memory = (): number =>
  Number(/VmRSS:\s+(\d+) kB/u.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))?.[1]) / 1024;
/** Event loop lag in ms as the server measures it (since the last reading). */
async function lag(): Promise<{ p99: number; max: number }> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const of = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'mu').exec(text)?.[1]) * 1000;
  return { p99: of('nodejs_eventloop_lag_p99_seconds'), max: of('nodejs_eventloop_lag_max_seconds') };
}

longTest(
  'steady work: no error, every turn stored, memory and event loop calm',
  async () => {
    const seconds = secondsOf(300, 10);
    const dice = new Dice(SEED);
    const texts = readOwn(join(ROOT, 'knowledge')).map((u) => u.text);
    const clients = await Promise.all(
      Array.from({ length: CONVERSATIONS }, async () => (await ChatClient.hello(server.chat)).client),
    );
    const failures: string[] = [];
    const replyMs: number[] = [];
    const storedMs: number[] = [];
    let asked = 0;
    const askOne = async (): Promise<void> => {
      const client = clients[asked % CONVERSATIONS] as ChatClient;
      const askId = `s${asked}`;
      asked += 1;
      // made different each time: a repeated text would only measure the cache
      const text = `${dice.of(texts)}${dice.chance(0.5) ? `，第${asked}回` : ''}`;
      const start = performance.now();
      try {
        client.ask(text, askId);
        await client.next('reply', askId, ANSWER_WITHIN);
        replyMs.push(performance.now() - start);
        await client.next('stored', askId, ANSWER_WITHIN);
        storedMs.push(performance.now() - start);
      } catch (error) {
        failures.push((error as Error).message.slice(0, 200));
      }
      // what was answered may be forgotten here, or the client grows in the server's place
      const rest = client.events.filter((e) => !('askId' in e && e.askId === askId) || e.type === 'error');
      client.events.splice(0, client.events.length, ...rest);
    };
    const run = async (turns: number, perSecond: number, every?: () => Promise<void>): Promise<void> => {
      const start = performance.now();
      const under = new Set<Promise<void>>();
      for (let i = 0; i < turns; i += 1) {
        await pause(Math.max(0, start + (i * 1000) / perSecond - performance.now()));
        const turn = askOne().finally(() => under.delete(turn));
        under.add(turn);
        if (every && i % perSecond === perSecond - 1) await every();
      }
      await Promise.all(under);
    };

    await run(WARM_UP, 50);
    replyMs.length = 0;
    storedMs.length = 0;
    const held: number[] = [];
    const lags: { p99: number; max: number }[] = [];
    await lag();
    const begun = performance.now();
    await run(seconds * PER_SECOND, PER_SECOND, async () => {
      held.push(memory());
      if (held.length % 5 === 0) lags.push(await lag());
    });
    const took = (performance.now() - begun) / 1000;
    held.push(memory());
    for (const client of clients)
      failures.push(...client.of('error').map((e) => `error event ${e.error.code}`));
    for (const client of clients) client.close();

    const [{ stored } = { stored: -1 }] = queryDatabase<{ stored: number }>(
      folder.path,
      'select count(*) stored from turn',
    );
    const fifth = held[Math.max(0, Math.floor(held.length / 5) - 1)] as number;
    const end = percentile(held.slice(-Math.max(1, Math.floor(held.length / 20))), 50);
    const spread = (list: number[]) => ({
      p50: round(percentile(list, 50)),
      p99: round(percentile(list, 99)),
      max: round(percentile(list, 100)),
    });
    record('soak', {
      seconds: round(took),
      conversations: CONVERSATIONS,
      turnsPerSecond: round(replyMs.length / took, 2),
      turns: asked,
      stored,
      failures: failures.length,
      replyMs: spread(replyMs),
      storedMs: spread(storedMs),
      memoryMB: {
        afterFirstFifth: round(fifth),
        end: round(end),
        most: round(Math.max(...held)),
        growth: round(end / fifth, 3),
        each: held
          .filter((_, i) => i % Math.max(1, Math.floor(held.length / 20)) === 0)
          .map((mb) => Math.round(mb)),
      },
      eventLoopLagMs: {
        p99Median: round(
          percentile(
            lags.map((l) => l.p99),
            50,
          ),
        ),
        max: round(Math.max(0, ...lags.map((l) => l.max))),
      },
    });
    expect(failures).toEqual([]);
    expect(stored).toBe(asked);
    expect(server.child.exitCode).toBeNull();
    expect(end / fifth).toBeLessThanOrEqual(GROWTH);
  },
  SLICE ? 120_000 : 7_200_000,
);
