/** kill -9 while turns are written: whatever was acknowledged as stored is there after the restart, nothing comes twice. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { connect, numbered } from './client.js';
import { turnIds } from './database.js';
import { EMERGENCY, expectEmergencyAnswered, QUESTION } from './emergency.js';
import { startServer } from './server-process.js';
import { temporary, tidyUp } from './tidy-up.js';

afterAll(tidyUp);

const CLIENTS = 8;
const ROUNDS = 2;

test('no acknowledged turn is lost', { timeout: 180_000 }, async () => {
  const dataDir = temporary('data');
  const acknowledged = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const server = await startServer(dataDir);
    await expectEmergencyAnswered(server);
    const clients = await Promise.all(Array.from({ length: CLIENTS }, () => connect(server.url)));
    let writing = true;
    const work = clients.map(async (client, c) => {
      for (let i = 0; writing; i += 1) {
        // two under way at once, so that a kill hits turns of every state
        client.send(`${i % 2 ? EMERGENCY : QUESTION} ${round}-${c}-${i}`, `a${i}`);
        if (i > 0) await client.wait('reply', `a${i - 1}`, 1000);
      }
    });
    await pause(1500 + round * 333);
    await server.kill();
    writing = false;
    await Promise.all(work);

    const stored = clients.flatMap((c) =>
      c.events.flatMap(({ event }) => (event.type === 'stored' ? [event.turnId] : [])),
    );
    expect(stored.length).toBeGreaterThan(CLIENTS);
    for (const id of stored) acknowledged.add(id);
    const after = turnIds(dataDir);
    expect([...acknowledged].filter((id) => !after.has(id))).toEqual([]);

    // the citizens come back: what they missed, nothing twice, numbers go on
    const again = await startServer(dataDir);
    for (const client of clients) {
      const seen = numbered(client).map((e) => e.seq);
      const last = Math.max(0, ...seen);
      const back = await connect(again.url, { conversation: client.token, last });
      back.send(EMERGENCY, 'back');
      expect(await back.wait('stored', 'back')).not.toBeNull();
      const numbers = numbered(back).map((e) => e.seq);
      expect(numbers).toEqual([...new Set(numbers)]);
      if (back.resumed) expect(numbers.filter((n) => n <= last)).toEqual([]);
      back.close();
      client.close();
    }
    await again.stop();
  }
});
