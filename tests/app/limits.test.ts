/** Over the limit only the rules run, and an emergency still gets its number; far over it a constant page. */
import { afterEach, describe, expect, it } from 'vitest';
import { ChatClient } from '../support/chat-client.js';
import { queryDatabase } from '../support/database.js';
import { expectRefusal, expectReply } from '../support/matches.js';
import { type StartedApp, startApp } from '../support/start-app.js';
import { NO_MODEL } from '../support/start-services.js';

let app: StartedApp;
afterEach(() => app.close());
const start = async (env: Record<string, string>) => {
  app = await startApp({ env: { ...NO_MODEL, ...env } });
};
const ask = (
  text: string,
  options: { ip?: string; headers?: Record<string, string>; conversation?: string } = {},
) =>
  app.app.inject({
    method: 'POST',
    url: '/api/ask',
    remoteAddress: options.ip ?? '198.51.100.1',
    headers: options.headers ?? {},
    payload: { text, ...(options.conversation ? { conversation: options.conversation } : {}) },
  });
/** Another number each time, for addresses that must differ. */
let used = 0;
const next = (): number => {
  used += 1;
  return used % 240;
};
const times = async (n: number, run: () => Promise<{ statusCode: number }>): Promise<number[]> => {
  const codes: number[] = [];
  for (let i = 0; i < n; i += 1) codes.push((await run()).statusCode);
  return codes;
};

describe('per address', () => {
  it('over the limit: a fixed reply with the lines, nothing stored; the same words for everyone', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '3' });
    expect(await times(4, () => ask('楼上太吵'))).toEqual([200, 200, 200, 429]);
    const stored = () => queryDatabase(app.dataDir, 'SELECT * FROM turn').length;
    const before = stored();
    const response = await ask('楼上太吵');
    expectRefusal(response.json(), 'rate_limited');
    const { reply } = response.json();
    expectReply(reply);
    expect(reply).toMatchObject({ outcome: 'guarded_rate_limit', card: null });
    expect(reply.lines.map((l) => l.number)).toEqual(['110', '119', '120']);
    expect(stored()).toBe(before);
    expect(before).toBe(3);
  });
  it('over the limit an emergency is told so, with its number and what to do', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '1' });
    await ask('你好');
    for (const [text, number] of [
      ['救命，他拿刀砍我', '110'],
      ['我家着火了，火很大', '119'],
    ] as const) {
      const response = await ask(text);
      expect(response.statusCode).toBe(429);
      const { reply } = response.json();
      expect(reply).toMatchObject({ route: 'emergency', outcome: 'answered_emergency' });
      expect(reply.lines[0].number).toBe(number);
      expect(reply.safety.whileWaiting.length).toBeGreaterThan(0);
    }
  });
  it('over ten times the limit: a constant page with the emergency lines', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '1' });
    expect((await times(10, () => ask('你好'))).slice(1).every((c) => c === 429)).toBe(true);
    const pages = [await ask('你好'), await ask('救命，他拿刀砍我')];
    for (const page of pages) {
      expect(page.statusCode).toBe(429);
      expectRefusal(page.json(), 'blocked');
      expect(page.json()).not.toHaveProperty('reply');
    }
    expect(pages[0]?.body).toBe(pages[1]?.body);
  });
  it('another address is not touched', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '1' });
    await times(3, () => ask('你好'));
    expect((await ask('你好', { ip: '198.51.100.2' })).statusCode).toBe(200);
  });
  it('a body that cannot be read does not count; an empty one neither', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '1' });
    await times(5, () => ask(' '));
    expect((await ask('你好')).statusCode).toBe(200);
  });
  it('0 turns it off', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '0' });
    expect(new Set(await times(30, () => ask('你好')))).toEqual(new Set([200]));
  });
});

describe('per conversation', () => {
  it('counts whatever the addresses', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '2' });
    const { conversation } = (await ask('你好')).json();
    const elsewhere = () => ask('你好', { conversation, ip: `198.51.100.${10 + next()}` });
    expect(await times(3, elsewhere)).toEqual([200, 200, 429]);
    expect((await ask('你好', { ip: '198.51.100.99' })).statusCode).toBe(200);
  });
});

describe('behind a proxy', () => {
  const PROXY = '10.0.0.1';
  const spoof = (ip: string, forwarded = `203.0.113.${next()}`) =>
    ask('你好', { ip, headers: { 'x-forwarded-for': forwarded } });
  it('off: X-Forwarded-For changes nothing', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '2' });
    expect(await times(3, () => spoof(PROXY))).toEqual([200, 200, 429]);
  });
  it('on: each client behind the named proxy counts by itself', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '1', TRUST_PROXY: PROXY });
    expect(await times(3, () => spoof(PROXY))).toEqual([200, 200, 200]);
    expect(await times(2, () => spoof(PROXY, '203.0.113.251'))).toEqual([200, 429]);
  });
  it('on: nobody else can say who they are', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '1', TRUST_PROXY: PROXY });
    expect(await times(3, () => spoof('198.51.100.7'))).toEqual([200, 429, 429]);
  });
  it('on: what a client puts before the proxy’s own entry changes nothing', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '1', TRUST_PROXY: PROXY });
    expect(await times(3, () => spoof(PROXY, `192.0.2.${next()}, 203.0.113.252`))).toEqual([200, 429, 429]);
  });
});

describe('over the socket', () => {
  it('over the limit: the emergency part, then a refusal with the reply; far over it the socket closes with 1008', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '1' });
    const { client } = await ChatClient.hello(app.chat);
    client.ask('你好', 'a');
    await client.next('stored', 'a');
    client.ask('救命，他拿刀砍我', 'b');
    const refusal = await client.next('error', 'b');
    expectRefusal((({ type: _t, askId: _a, ...body }) => body)(refusal), 'rate_limited');
    expect(refusal.reply).toMatchObject({ route: 'emergency' });
    expect(client.of('emergency').map((e) => e.part.lines[0]?.number)).toEqual(['110']);
    expect(client.events.at(-2)?.type).toBe('emergency');
    for (let i = 0; i < 12; i += 1) client.ask('你好', `c${i}`);
    expect(await client.closing()).toEqual({ code: 1008, reason: 'blocked' });
    expect(client.of('error').at(-1)?.error.code).toBe('blocked');
    expect(client.of('error').at(-1)?.lines[0]?.number).toBe('110');
  });
});

describe('under pressure', () => {
  it('nobody is turned away: the rules answer with 503', async () => {
    await start({ MAX_EVENT_LOOP_DELAY: '10' });
    await new Promise((r) => setTimeout(r, 600));
    // keep the event loop busy until the plugin has noticed (it looks twice a second)
    let response = await ask('救命，他拿刀砍我');
    for (let i = 0; i < 40 && response.statusCode !== 503; i += 1) {
      const end = performance.now() + 120;
      while (performance.now() < end);
      response = await ask('救命，他拿刀砍我');
    }
    expect(response.statusCode).toBe(503);
    expectRefusal(response.json(), 'overloaded');
    expect(response.json().reply).toMatchObject({ route: 'emergency' });
    expect((await app.app.inject('/health/live')).statusCode).toBe(200);
  });
});
