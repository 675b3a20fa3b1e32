/** Two servers on one DATA_DIR, by mistake or during a change of versions: both answer, no acknowledged turn is lost. */
import { afterAll, expect, test } from 'vitest';
import { connect } from './client.js';
import { turnIds } from './database.js';
import { EMERGENCY, expectEmergencyAnswered, QUESTION } from './emergency.js';
import { startServer } from './server-process.js';
import { temporary, tidyUp } from './tidy-up.js';

afterAll(tidyUp);

const TURNS = 60;

test('both store everything', { timeout: 150_000 }, async () => {
  const dataDir = temporary('data');
  const servers = await Promise.all([startServer(dataDir), startServer(dataDir)]);
  const ids: string[] = [];
  await Promise.all(
    servers.map(async (server) => {
      await expectEmergencyAnswered(server);
      const clients = await Promise.all([connect(server.url), connect(server.url)]);
      for (let i = 0; i < TURNS / 2; i += 1) {
        await Promise.all(
          clients.map(async (client) => {
            client.send(`${i % 2 ? EMERGENCY : QUESTION} ${i}`, `a${i}`);
            const stored = await client.wait('stored', `a${i}`, 20_000);
            if (stored?.event.type === 'stored') ids.push(stored.event.turnId);
          }),
        );
      }
      for (const client of clients) client.close();
    }),
  );
  expect(ids).toHaveLength(TURNS * 2);
  const rows = turnIds(dataDir);
  expect(ids.filter((id) => !rows.has(id))).toEqual([]);

  // one conversation on both: the second server knows nothing of the numbers that the first gives from now on
  const [a, b] = servers;
  const here = await connect(a?.url as string);
  here.send(QUESTION, 'one');
  await here.wait('stored', 'one');
  const there = await connect(b?.url as string, { conversation: here.token });
  expect(there.resumed).toBe(true);
  const last: string[] = [];
  for (const [client, askId] of [
    [here, 'two'],
    [there, 'three'],
    [here, 'four'],
  ] as const) {
    client.send(EMERGENCY, askId);
    const stored = await client.wait('stored', askId, 20_000);
    if (stored?.event.type === 'stored') last.push(stored.event.turnId);
  }
  expect(last).toHaveLength(3);
  const all = turnIds(dataDir);
  expect(last.filter((id) => !all.has(id))).toEqual([]);
  here.close();
  there.close();
  await Promise.all(servers.map((server) => server.stop()));
});
