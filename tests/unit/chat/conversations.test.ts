/** Conversations over the real store: order, numbers, repeats, resuming, expiry, erasing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Conversations, hashToken } from '../../../server/chat/conversations.js';
import type { ServerEvent } from '../../../server/protocol.js';
import { seqs } from '../../support/chat-client.js';
import { type FakeClock, fakeClock, HOUR } from '../../support/clock.js';
import { lockDatabase, queryDatabase } from '../../support/database.js';
import { type StartedServices, startServices } from '../../support/start-services.js';

let started: StartedServices;
let clock: FakeClock;
let all: Conversations;
beforeAll(async () => {
  clock = fakeClock();
  started = await startServices({ now: clock.now, env: { CONVERSATION_HOURS: '72' } });
  all = started.services.conversations;
});
afterAll(() => started.close());

/** The same store seen by a process that has just started. */
const restarted = (): Conversations => {
  const { chat, stores } = started.services;
  return new Conversations({
    ...chat,
    store: stores?.turns ?? null,
    sink: stores?.queue ?? null,
    now: clock.now,
    lifetime: 72 * HOUR,
  });
};
const unknown = { code: 'unknown_conversation' };

describe('a conversation', () => {
  it('has a token of 128 random bits, of which only the hash is kept', async () => {
    const a = all.start();
    const b = all.start();
    expect(Buffer.from(a.token ?? '', 'base64url')).toHaveLength(16);
    expect(a.token).not.toBe(b.token);
    expect(a.key).toBe(hashToken(a.token ?? ''));
    await (await all.ask(a, { text: '你好', channel: 'api' })).committed;
    const rows = queryDatabase<{ key: string }>(started.dataDir, 'SELECT * FROM conversation');
    expect(rows.map((r) => r.key)).toContain(a.key);
    expect(JSON.stringify(rows)).not.toContain(a.token);
  });

  it('answers in the order asked, with numbers that rise and never repeat', async () => {
    const c = all.start();
    const events: ServerEvent[] = [];
    const send = (e: ServerEvent) => void events.push(e);
    const asks = ['楼上太吵，物业不管', '救命，他拿刀砍我', '你好'].map((text, i) =>
      all.ask(c, { text, askId: `a${i}`, channel: 'web', send }),
    );
    const answered = await Promise.all(asks);
    await Promise.all(answered.map((a) => a.committed));
    expect(answered.map((a) => a.seq)).toEqual([1, 5, 9]);
    const parts = events.filter((e) => e.type !== 'stored');
    expect(parts.map((e) => `${'askId' in e ? e.askId : ''} ${e.type}`)).toEqual([
      'a0 route',
      'a0 reply',
      'a1 emergency',
      'a1 route',
      'a1 reply',
      'a2 route',
      'a2 reply',
    ]);
    expect(seqs(parts)).toEqual([2, 3, 5, 6, 7, 10, 11]);
    expect(events.filter((e) => e.type === 'stored')).toHaveLength(3);
  });

  it('an error in one turn does not stop the next', async () => {
    const c = all.start();
    const broken = all.ask(c, {
      text: '你好',
      channel: 'web',
      send: () => {
        throw new Error('socket gone');
      },
    });
    await expect(broken).rejects.toThrow('socket gone');
    expect((await all.ask(c, { text: '你好', channel: 'web' })).reply.outcome).toBe('answered_small_talk');
  });

  it('remembers the topic for a follow-up, also after a restart', async () => {
    const c = all.start();
    await (await all.ask(c, { text: '楼上半夜拖椅子，跟物业说了也不管', channel: 'api' })).committed;
    expect((await all.ask(c, { text: '那要多久', channel: 'api' })).reply.outcome).toBe('answered_follow_up');
    const again = restarted();
    const resumed = await again.resume(c.token ?? '');
    const { reply } = await again.ask(resumed, { text: '他不同意呢', channel: 'api' });
    expect(reply.outcome).toBe('answered_follow_up');
    expect(reply.card?.id).toBe('noise-upstairs');
  });
  it('small talk in between does not lose the topic', async () => {
    const c = all.start();
    for (const text of ['楼上半夜拖椅子，跟物业说了也不管', '谢谢'])
      await all.ask(c, { text, channel: 'api' });
    expect((await all.ask(c, { text: '那要多久', channel: 'api' })).reply.card?.id).toBe('noise-upstairs');
  });
});

describe('the same askId again', () => {
  it('gets the same reply and numbers, and stores nothing twice', async () => {
    const c = all.start();
    const first = await all.ask(c, { text: '房东不退押金', askId: 'once', channel: 'web' });
    await first.committed;
    const events: ServerEvent[] = [];
    const second = await all.ask(c, {
      text: '房东不退押金',
      askId: 'once',
      channel: 'web',
      send: (e) => events.push(e),
    });
    await second.committed;
    expect(second.reply).toEqual(first.reply);
    expect(second.seq).toBe(first.seq);
    expect(events.map((e) => e.type)).toEqual(['route', 'reply', 'stored']);
    const rows = await started.services.stores?.turns.since(c.key, 0, 10);
    expect(rows).toHaveLength(1);
  });
  it('while the first still waits to be stored is not acknowledged before it is', async () => {
    const c = all.start();
    const lock = lockDatabase(started.dataDir);
    const first = await all.ask(c, { text: '房东不退押金', askId: 'waiting', channel: 'web' });
    const events: ServerEvent[] = [];
    const second = await all.ask(c, {
      text: '房东不退押金',
      askId: 'waiting',
      channel: 'web',
      send: (e) => events.push(e),
    });
    expect(second.reply).toEqual(first.reply);
    await new Promise((r) => setTimeout(r, 100));
    expect(events.map((e) => e.type)).toEqual(['route', 'reply']);
    lock.release();
    await second.committed;
    expect(events.map((e) => e.type)).toEqual(['route', 'reply', 'stored']);
  });
});

describe('resuming', () => {
  const collect = async (from: Conversations, token: string, last: number): Promise<ServerEvent[]> => {
    const events: ServerEvent[] = [];
    await from.sendMissed(await from.resume(token), last, (e) => void events.push(e));
    return events;
  };
  it('gives exactly the events after the last number seen, also in another process', async () => {
    const c = all.start();
    const seen: ServerEvent[] = [];
    for (const text of ['你好', '救命，他拿刀砍我', '谢谢'])
      await (await all.ask(c, { text, channel: 'web', send: (e) => seen.push(e) })).committed;
    const sorted = [...seen].sort((a, b) => (seqs([a])[0] as number) - (seqs([b])[0] as number));
    for (const from of [all, restarted()]) {
      for (let last = 0; last <= 13; last += 1) {
        const events = await collect(from, c.token ?? '', last);
        const expected = sorted.filter((e) => (seqs([e])[0] as number) > last);
        expect(seqs(events)).toEqual(seqs(expected));
        expect(events.map((e) => e.type)).toEqual(expected.map((e) => e.type));
      }
    }
  });
  it('gives a turn that waits to be stored without its acknowledgement, which follows', async () => {
    const c = all.start();
    await (await all.ask(c, { text: '你好', channel: 'web' })).committed;
    const lock = lockDatabase(started.dataDir);
    const waiting = await all.ask(c, { text: '谢谢', channel: 'web' });
    const events: ServerEvent[] = [];
    await all.sendMissed(c, 0, (e) => void events.push(e));
    expect(seqs(events)).toEqual([2, 3, 4, 6, 7]);
    lock.release();
    await waiting.committed;
    await new Promise((r) => setImmediate(r));
    expect(seqs(events)).toEqual([2, 3, 4, 6, 7, 8]);
  });
  it('goes on with numbers after those that were used', async () => {
    const c = all.start();
    await (await all.ask(c, { text: '你好', channel: 'api' })).committed;
    const again = restarted();
    const next = await again.ask(await again.resume(c.token ?? ''), { text: '谢谢', channel: 'api' });
    expect(next.seq).toBe(5);
  });
  it.each(['', 'nonsense', 'AAAAAAAAAAAAAAAAAAAAAA'])(
    'refuses a token that never was: “%s”',
    async (token) => {
      await expect(all.resume(token)).rejects.toMatchObject(unknown);
    },
  );
});

describe('expiry', () => {
  it('a token unused for its lifetime is unknown, one that is used lives on', async () => {
    const idle = all.start();
    const used = all.start();
    for (const c of [idle, used]) await (await all.ask(c, { text: '你好', channel: 'api' })).committed;
    clock.advance(71 * HOUR);
    await (await all.ask(await all.resume(used.token ?? ''), { text: '谢谢', channel: 'api' })).committed;
    clock.advance(2 * HOUR);
    for (const from of [all, restarted()]) {
      await expect(from.resume(idle.token ?? '')).rejects.toMatchObject(unknown);
      expect((await from.resume(used.token ?? '')).key).toBe(used.key);
    }
  });
});

describe('erasing', () => {
  it('makes the token unknown and takes stored and waiting turns', async () => {
    const c = all.start();
    await (await all.ask(c, { text: '你好', channel: 'api' })).committed;
    await all.ask(c, { text: '谢谢', channel: 'api' });
    await all.erase(c);
    for (const from of [all, restarted()])
      await expect(from.resume(c.token ?? '')).rejects.toMatchObject(unknown);
    expect(await started.services.stores?.turns.since(c.key, 0, 10)).toEqual([]);
    expect(await started.services.stores?.turns.find(c.key)).toBeNull();
  });
});

it('rules-only answers change no memory and store nothing; their numbers are not given again', async () => {
  const c = all.start();
  const { seq } = await all.ask(c, { text: '楼上太吵了', channel: 'api', rulesOnly: true });
  expect(c.nextSeq).toBe(seq + 4);
  expect(c.memory).toBeNull();
  expect(await started.services.stores?.turns.find(c.key)).toBeNull();
});

it('stores the utterance masked, and the reasons, which the reply does not hold', async () => {
  const c = all.start();
  const answered = await all.ask(c, { text: '我叫张三，电话13812345678，房东不退押金', channel: 'web' });
  await answered.committed;
  const [row = {}] = queryDatabase<Record<string, string>>(
    started.dataDir,
    'SELECT * FROM turn WHERE conversation = ?',
    c.key,
  );
  expect(row.utterance).toBe('我叫〔姓名〕,电话〔电话〕,房东不退押金');
  expect(JSON.stringify(row)).not.toMatch(/张三|13812345678/u);
  expect(JSON.parse(row.reasons ?? '')).toEqual(answered.reasons);
  expect(answered.reply).not.toHaveProperty('reasons');
  expect(row).toMatchObject({ route: answered.reply.route, outcome: answered.reply.outcome });
});
