/** An emergency is answered as one whatever is broken, and how fast. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { askHttp, type Client, connect } from './client.js';
import type { Server } from './server-process.js';

/** Said in every fault: the rules see it, so neither model nor store may be needed. */
export const EMERGENCY = '我老公正在打我，把我锁在屋里';
export const QUESTION = '楼上半夜拖椅子，跟物业说了也不管';

/** The server lives, and an emergency is answered as one on both transports, 110 first. */
export async function expectEmergencyAnswered(server: Server): Promise<void> {
  const { status, body } = await askHttp(server.url, EMERGENCY);
  expect(status).toBe(200);
  expect(body.reply.route).toBe('emergency');
  expect(body.reply.lines[0]?.number).toBe('110');
  const client = await connect(server.url);
  client.send(EMERGENCY, 'e');
  const first = await client.wait('emergency', 'e');
  const part = first?.event.type === 'emergency' ? first.event.part : null;
  expect(part?.lines[0]?.number).toBe('110');
  expect((await client.wait('reply', 'e'))?.event).toMatchObject({ reply: { route: 'emergency' } });
  const order = client.events.map((e) => e.event.type).filter((type) => type !== 'welcome');
  expect(order[0]).toBe('emergency');
  client.close();
  expect(server.alive()).toBe(true);
}

/** Emergencies at a steady pace, each a conversation turn of one of a few clients; ms until the emergency event. */
export async function emergencyTimes(url: string, perSecond: number, ms: number): Promise<number[]> {
  const clients = await Promise.all(Array.from({ length: 10 }, () => connect(url)));
  const start = performance.now();
  const count = Math.round((perSecond * ms) / 1000);
  const times = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      await pause(Math.max(0, start + (i * 1000) / perSecond - performance.now()));
      const client = clients[i % clients.length] as Client;
      const sent = client.send(`${EMERGENCY}，第${i}次说了`, `e${i}`);
      const got = await client.wait('emergency', `e${i}`);
      return got ? got.at - sent : Number.POSITIVE_INFINITY;
    }),
  );
  for (const client of clients) client.close();
  return times;
}
/**
 * Other work on this machine makes outliers: a real fault shows in every try, an outlier not.
 * @returns the best of at most three tries; a try within `wanted` ends it
 */
export async function bestOf(wanted: number, measure: () => Promise<number>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3 && best > wanted; i += 1) best = Math.min(best, await measure());
  return best;
}
