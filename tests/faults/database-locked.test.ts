/** Another process holds the database: emergencies keep their p99, turns wait and are stored afterwards. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { percentile } from '../../eval/load/score.js';
import { until } from '../support/until.js';
import { askHttp, type Client, connect, readiness } from './client.js';
import { databaseFile, turnIds } from './database.js';
import { bestOf, EMERGENCY, emergencyTimes, expectEmergencyAnswered } from './emergency.js';
import { holdDatabase } from './lock-holder.js';
import { startServer } from './server-process.js';
import { temporary, tidyUp } from './tidy-up.js';

afterAll(tidyUp);

const PER_SECOND = 50;
const WANTED_P99 = 10;
/** A machine that others use too: the wanted figure, or this much more than without the lock in the same run. */
const RATIO = 2.5;
const CAP = 150;
const STORED_LIMIT = 20_000;

interface Turn {
  client: Client;
  askId: string;
}
/** Ordinary and urgent turns, five a second, while the lock is held. */
async function askMeanwhile(url: string, ms: number): Promise<Turn[]> {
  const client = await connect(url);
  const turns: Turn[] = [];
  const end = performance.now() + ms;
  for (let i = 0; performance.now() < end; i += 1) {
    const askId = `m${i}`;
    client.send(i % 2 === 0 ? `${EMERGENCY} ${i}` : `邻居的狗半夜叫个不停，第${i}天了`, askId);
    turns.push({ client, askId });
    await pause(200);
  }
  return turns;
}

test.each([
  ['a foreign write lock of 3 s', 'write', 3000],
  ['a foreign query of 2 s', 'read', 2000],
] as const)('%s', { timeout: 150_000 }, async (name, kind, ms) => {
  const dataDir = temporary('data');
  const server = await startServer(dataDir);
  await askHttp(server.url, EMERGENCY);
  // warm: the first turns compile what they run
  await emergencyTimes(server.url, PER_SECOND, 1000);
  const p99 = (times: number[]): number => percentile(times, 0.99);
  const quiet = await bestOf(WANTED_P99, async () => p99(await emergencyTimes(server.url, PER_SECOND, ms)));
  const turns: Turn[] = [];
  const locked = await bestOf(WANTED_P99, async () => {
    const { done } = await holdDatabase(databaseFile(dataDir), kind, ms);
    const [times, asked] = await Promise.all([
      emergencyTimes(server.url, PER_SECOND, ms),
      askMeanwhile(server.url, ms - 500),
    ]);
    await done;
    turns.push(...asked);
    return p99(times);
  });
  console.info(
    `${name}: emergency p99 ${locked.toFixed(1)} ms (without it ${quiet.toFixed(1)}; wanted ${WANTED_P99})`,
  );
  expect(locked).toBeLessThan(Math.max(WANTED_P99, Math.min(CAP, quiet * RATIO)));

  const ids: string[] = [];
  for (const { client, askId } of turns) {
    const stored = await client.wait('stored', askId, STORED_LIMIT);
    expect(stored, `${askId} was never stored`).not.toBeNull();
    if (stored?.event.type === 'stored') ids.push(stored.event.turnId);
  }
  const rows = turnIds(dataDir);
  expect(ids.filter((id) => !rows.has(id))).toEqual([]);
  expect(new Set(ids).size).toBe(turns.length);
  if (kind === 'write') {
    expect(server.output()).toMatch(/数据库暂时写不进，稍后重试/u);
    expect(server.output()).toMatch(/数据库恢复，已补存/u);
  } else {
    // readers do not stand in the way of the write-ahead log
    expect(server.output()).not.toMatch(/写不进/u);
  }
  await expectEmergencyAnswered(server);
  await server.stop();
});

test('locked while the server starts for the first time', { timeout: 150_000 }, async () => {
  const dataDir = temporary('data');
  const { done, release } = await holdDatabase(databaseFile(dataDir), 'write', 120_000);
  const server = await startServer(dataDir);
  expect(server.output()).toMatch(/数据库(打不开|写不进)/u);
  await expectEmergencyAnswered(server);
  const { body } = await askHttp(server.url, EMERGENCY);
  expect(body.stored).toBe(false);
  release();
  await done;
  await until(
    async () => (await readiness(server.url)).store,
    STORED_LIMIT,
    () => server.output(),
  );
  expect(turnIds(dataDir).has(body.reply.turnId)).toBe(true);
  await server.stop();
});
