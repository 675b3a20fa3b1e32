/** The running server over the wire: asking, streaming, resuming, dying and coming back. Imports nothing of server/. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ChatClient, seqs } from '../support/chat-client.js';
import { type ServerProcess, startProcess } from '../support/start-process.js';
import { type TempDir, tempDir } from '../support/temp-dir.js';

interface Answer {
  conversation: string;
  seq: number;
  stored: boolean;
  reply: { outcome: string; route: string; card: { id: string } | null; lines: { number: string }[] };
}
const post = async (url: string, body: unknown): Promise<{ status: number; body: Answer }> => {
  const response = await fetch(`${url}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Answer };
};

vi.setConfig({ testTimeout: 60_000 });

describe('a running server', () => {
  let folder: TempDir;
  let server: ServerProcess;
  beforeAll(async () => {
    folder = tempDir();
    server = await startProcess(folder.path);
  });
  afterAll(async () => {
    await server.stop('SIGKILL');
    folder.remove();
  });

  it('answers over HTTP', async () => {
    const { status, body } = await post(server.url, { text: '楼上半夜拖椅子，跟物业说了也不管' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      stored: true,
      reply: { outcome: 'answered_card', card: { id: 'noise-upstairs' } },
    });
  });
  it('says that it is well, and counts', async () => {
    expect(await (await fetch(`${server.url}/health/ready`)).json()).toMatchObject({ status: 'ok' });
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('fengqiao_turns_total');
    expect(await (await fetch(`${server.url}/docs/json`)).json()).toMatchObject({ openapi: '3.1.0' });
    expect(await (await fetch(server.url)).text()).toContain('110');
  });
  it('streams an emergency first, then route, reply, acknowledgement, with numbers that rise', async () => {
    const { client } = await ChatClient.hello(server.chat);
    client.ask('楼上太吵，物业不管', 'a');
    client.ask('救命，他拿刀砍我', 'b');
    await client.next('stored', 'b');
    await client.next('stored', 'a');
    const of = (askId: string) => client.events.filter((e) => 'askId' in e && e.askId === askId);
    expect(of('a').map((e) => e.type)).toEqual(['route', 'reply', 'stored']);
    expect(of('b').map((e) => e.type)).toEqual(['emergency', 'route', 'reply', 'stored']);
    for (const askId of ['a', 'b']) {
      const numbers = seqs(of(askId));
      expect(numbers).toEqual([...new Set(numbers)].sort((x, y) => x - y));
    }
    expect(Math.min(...seqs(of('b')))).toBeGreaterThan(Math.max(...seqs(of('a'))));
    client.close();
  });
  it('after a cut a client gets what it missed, nothing twice', async () => {
    const { client, welcome } = await ChatClient.hello(server.chat);
    client.ask('你好', 'a');
    await client.next('stored', 'a');
    client.ask('救命，他拿刀砍我', 'b');
    await client.next('emergency', 'b');
    const seen = seqs(client.events);
    client.close();
    const again = await ChatClient.hello(server.chat, {
      conversation: welcome.conversation,
      last: Math.max(...seen),
    });
    expect(again.welcome).toMatchObject({ conversation: welcome.conversation, resumed: true });
    await again.client.next('stored', 'b');
    const all = [...seen, ...seqs(again.client.events)];
    expect(new Set(all).size).toBe(all.length);
    expect([...all].sort((x, y) => x - y)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    again.client.close();
  });
  it('erases over the socket; the token is unknown afterwards', async () => {
    const { client, welcome } = await ChatClient.hello(server.chat);
    client.ask('你好', 'a');
    await client.next('stored', 'a');
    client.send({ type: 'erase' });
    await client.next('erased');
    client.close();
    const { status } = await post(server.url, { text: '你好', conversation: welcome.conversation });
    expect(status).toBe(404);
  });
  it('a second server on the same port says how to take another', async () => {
    const { port } = new URL(server.url);
    const other = tempDir();
    await expect(startProcess(other.path, { PORT: port })).rejects.toThrow(
      new RegExp(`端口.*${port}.*已被占用.*PORT=`, 'su'),
    );
    other.remove();
  });
  it('a wrong configuration names every wrong value and does not start', async () => {
    await expect(startProcess(folder.path, { PORT: 'x', LOG_LEVEL: 'loud' })).rejects.toThrow(
      /PORT[\s\S]*LOG_LEVEL/u,
    );
  });
});

describe('stopping and starting', () => {
  let folder: TempDir;
  let server: ServerProcess | null = null;
  beforeAll(() => {
    folder = tempDir();
  });
  afterEach(async () => {
    await server?.stop('SIGKILL');
    server = null;
  });
  afterAll(() => folder.remove());

  it('SIGTERM: what was asked is answered and stored, then it ends with 0; after a start the conversation goes on', async () => {
    server = await startProcess(folder.path);
    const { client, welcome } = await ChatClient.hello(server.chat);
    client.ask('楼上半夜拖椅子，跟物业说了也不管', 'a');
    await client.next('reply', 'a');
    const start = performance.now();
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(performance.now() - start).toBeLessThan(6000);
    expect(client.closed?.code).toBeGreaterThanOrEqual(1000);

    server = await startProcess(folder.path);
    const last = Math.max(...seqs(client.events));
    const again = await ChatClient.hello(server.chat, { conversation: welcome.conversation, last });
    if (last < 4) expect((await again.client.next('stored', 'a')).seq).toBe(4);
    again.client.ask('那要多久', 'b');
    expect((await again.client.next('reply', 'b')).reply.outcome).toBe('answered_follow_up');
    const all = [...seqs(client.events), ...seqs(again.client.events)];
    expect(new Set(all).size).toBe(all.length);
    again.client.close();
  });

  it('the second start is quick: nothing is seeded, embedded or built again', async () => {
    // the best of three: other test files may run beside this one
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 3 && best > 3000; i += 1) {
      server = await startProcess(folder.path);
      expect(server.output()).not.toMatch(/知识库：|重新建立|准备知识的向量/u);
      best = Math.min(best, server.startedIn);
      await server.stop('SIGKILL');
    }
    expect(best).toBeLessThan(3000);
  });

  it('kill -9 during writes, again and again: no acknowledged turn is lost, no number is given twice', async () => {
    const acknowledged = new Map<string, number>();
    let token = '';
    let last = 0;
    for (let round = 0; round < 3; round += 1) {
      server = await startProcess(folder.path);
      const hello = token ? { conversation: token, last } : {};
      const { client, welcome } = await ChatClient.hello(server.chat, hello);
      token = welcome.conversation;
      expect(welcome.resumed).toBe(round > 0);
      for (let i = 0; i < 40; i += 1) client.ask(i % 3 ? '你好' : '救命，他拿刀砍我', `${round}-${i}`);
      await client.next('stored', `${round}-${3 + round * 5}`);
      await server.stop('SIGKILL');
      await client.closing();
      for (const e of client.of('stored')) acknowledged.set(e.askId ?? '', e.seq);
      last = Math.max(last, ...seqs(client.events));
    }
    server = await startProcess(folder.path);
    const { client } = await ChatClient.hello(server.chat, { conversation: token, last: 0 });
    client.ask('谢谢', 'end');
    const end = await client.next('stored', 'end');
    const stored = new Map(client.of('stored').map((e) => [e.askId ?? '', e.seq]));
    expect(acknowledged.size).toBeGreaterThan(10);
    for (const [askId, seq] of acknowledged) expect(stored.get(askId), askId).toBe(seq);
    const numbers = client.of('reply').map((e) => e.seq);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(end.seq).toBeGreaterThan(last);
    client.close();
  });

  it('started without a model it says so and still answers an emergency', async () => {
    server = await startProcess(folder.path, { MODEL: '/nonexistent' });
    expect(server.output()).toContain('模型');
    expect(await (await fetch(`${server.url}/health/ready`)).json()).toMatchObject({
      status: 'degraded',
      model: false,
    });
    const { body } = await post(server.url, { text: '救命，他拿刀砍我' });
    expect(body.reply.lines[0]?.number).toBe('110');
    await pause(1);
  });
});
