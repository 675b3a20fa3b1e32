/** Embedding children die by SIGKILL in the middle of their work: the rules answer at once, the model comes back. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { percentile } from '../../eval/load/score.js';
import { until } from '../support/until.js';
import { askHttp, connect, readiness } from './client.js';
import { EMERGENCY, expectEmergencyAnswered, QUESTION } from './emergency.js';
import { embedderPids, startServer } from './server-process.js';
import { temporary, tidyUp } from './tidy-up.js';

afterAll(tidyUp);

const WANTED = 10;
const RATIO = 2.5;
const CAP = 100;
const LONG = `${QUESTION}。`.repeat(50).slice(0, 990);

test('killed in the middle of an inference', { timeout: 150_000 }, async () => {
  const server = await startServer(temporary('data'), { EMBEDDERS: '2' });
  const client = await connect(server.url);
  const time = async (askId: string): Promise<number> => {
    const sent = client.send(`${EMERGENCY} ${askId}`, askId);
    const got = await client.wait('emergency', askId);
    return got ? got.at - sent : Number.POSITIVE_INFINITY;
  };
  for (let i = 0; i < 20; i += 1) await time(`warm${i}`);
  const alive: number[] = [];
  for (let i = 0; i < 40; i += 1) alive.push(await time(`alive${i}`));

  // two of each model
  await until(
    () => embedderPids(server).length === 4,
    30_000,
    () => `${embedderPids(server)}\n${server.output()}`,
  );
  // long texts keep both children busy
  const others = await Promise.all([connect(server.url), connect(server.url), connect(server.url)]);
  others.forEach((other, i) => {
    other.send(`${LONG}${i}`, `long${i}`);
  });
  await pause(10);

  const dead: number[] = [];
  for (let i = 0; i < 40; i += 1) {
    // whatever came back is killed again
    for (const pid of embedderPids(server)) process.kill(pid, 'SIGKILL');
    const sent = client.send(`${EMERGENCY} dead${i}`, `dead${i}`);
    const got = await client.wait('emergency', `dead${i}`);
    dead.push(got ? got.at - sent : Number.POSITIVE_INFINITY);
    await pause(30);
  }
  const p50 = percentile(dead, 0.5);
  const p99 = percentile(dead, 0.99);
  console.info(
    `embedders dead: emergency p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms ` +
      `(alive p50 ${percentile(alive, 0.5).toFixed(1)}, p99 ${percentile(alive, 0.99).toFixed(1)}; wanted ${WANTED})`,
  );
  if (p50 > WANTED) {
    expect(p50 / percentile(alive, 0.5)).toBeLessThan(RATIO);
    expect(p50).toBeLessThan(CAP);
  }

  // every turn is answered whole, those whose embedding died too
  for (let i = 0; i < 40; i += 1) expect(await client.wait('reply', `dead${i}`)).not.toBeNull();
  for (const [i, other] of others.entries()) expect(await other.wait('reply', `long${i}`)).not.toBeNull();
  for (const other of others) other.close();
  client.close();
  expect(server.output()).toMatch(/向量子进程退出，稍后重启/u);
  await expectEmergencyAnswered(server);

  await until(
    async () => (await readiness(server.url)).model,
    60_000,
    () => server.output(),
  );
  await until(
    async () => (await askHttp(server.url, `${QUESTION}，怎么办`)).body.reply.card,
    30_000,
    () => server.output(),
  );
  await server.stop();
});
