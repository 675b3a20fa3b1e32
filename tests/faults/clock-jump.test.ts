/** The clock jumps by years, both ways: no crash, conversations expire rightly, numbers never repeat. */
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../server/config.js';
import type { ServerEvent } from '../../server/protocol.js';
import { createServices, type Services } from '../../server/services.js';
import { EMERGENCY, QUESTION } from './emergency.js';
import { environment } from './server-process.js';
import { temporary, tidyUp } from './tidy-up.js';

afterAll(tidyUp);

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;
const START = Date.UTC(2026, 10, 24);
let clock: number;
let dataDir: string;
let services: Services;

/** Without the model: the clock does not touch it, and the rules answer. */
const boot = () =>
  createServices(
    loadConfig(environment(dataDir, { CONVERSATION_HOURS: '72', MODEL: temporary('no-model') })),
    {
      store: true,
      now: () => clock,
    },
  );
beforeEach(async () => {
  clock = START;
  dataDir = temporary('data');
  services = await boot();
}, 60_000);
afterEach(async () => {
  await services.close();
});

/** @returns the numbers of the turn's events */
async function ask(token: string | null, text: string): Promise<{ token: string; seqs: number[] }> {
  const { conversations } = services;
  const conversation = token ? await conversations.resume(token) : conversations.start();
  const events: ServerEvent[] = [];
  const answered = await conversations.ask(conversation, {
    text,
    askId: `${Math.random()}`,
    channel: 'web',
    send: (e) => events.push(e),
  });
  await answered.committed;
  expect(answered.reply.lines.length).toBeGreaterThan(0);
  if (text === EMERGENCY) {
    expect(answered.reply.route).toBe('emergency');
    expect(answered.reply.lines[0]?.number).toBe('110');
    expect(events[0]?.type).toBe('emergency');
  }
  return {
    token: conversation.token as string,
    seqs: events.flatMap((e) => ('seq' in e ? [e.seq] : [])),
  };
}

test('forwards by ten years: old conversations are over, new ones begin', { timeout: 60_000 }, async () => {
  const { token } = await ask(null, QUESTION);
  clock += 10 * YEAR;
  await expect(services.conversations.resume(token)).rejects.toMatchObject({ code: 'unknown_conversation' });
  const fresh = await ask(null, EMERGENCY);
  clock += 71 * HOUR;
  await ask(fresh.token, EMERGENCY);
  clock += 73 * HOUR;
  await expect(services.conversations.resume(fresh.token)).rejects.toMatchObject({
    code: 'unknown_conversation',
  });
});

test('backwards by ten years: a conversation goes on, its numbers only rise', {
  timeout: 60_000,
}, async () => {
  const first = await ask(null, QUESTION);
  clock -= 10 * YEAR;
  const second = await ask(first.token, EMERGENCY);
  clock += 20 * YEAR;
  await expect(services.conversations.resume(first.token)).rejects.toMatchObject({
    code: 'unknown_conversation',
  });
  clock -= 20 * YEAR;
  const third = await ask(first.token, EMERGENCY);
  const all = [...first.seqs, ...second.seqs, ...third.seqs];
  expect(all).toEqual([...new Set(all)].sort((a, b) => a - b));
  // used last by the clock as it runs now: it expires by that clock
  clock += 73 * HOUR;
  await expect(services.conversations.resume(first.token)).rejects.toMatchObject({
    code: 'unknown_conversation',
  });
});

test('a jump between two starts: stored conversations keep their numbers', { timeout: 60_000 }, async () => {
  const first = await ask(null, QUESTION);
  await services.close();
  clock -= 10 * YEAR;
  services = await boot();
  const second = await ask(first.token, EMERGENCY);
  expect(Math.min(...second.seqs)).toBeGreaterThan(Math.max(...first.seqs));
  await services.close();
  clock += 20 * YEAR;
  services = await boot();
  await expect(services.conversations.resume(first.token)).rejects.toMatchObject({
    code: 'unknown_conversation',
  });
  await ask(null, EMERGENCY);
});

test.each([0, -YEAR, 8_640_000_000_000_000])(
  'a clock that reads %d does not stop an answer',
  async (reading) => {
    clock = reading;
    const { token } = await ask(null, EMERGENCY);
    await ask(token, QUESTION);
  },
);
