/** Whatever comes in, a clear error in Chinese with the emergency lines goes out, and the process lives. */
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorBody } from '../../server/protocol.js';
import { ChatClient, type EventOf } from '../support/chat-client.js';
import { expectRefusal, expectReply } from '../support/matches.js';
import { type StartedApp, startApp } from '../support/start-app.js';
import { NO_MODEL } from '../support/start-services.js';
import { until } from '../support/until.js';

let app: StartedApp;
beforeAll(async () => {
  app = await startApp({ env: NO_MODEL });
});
afterAll(() => app.close());
afterEach(async () => {
  const response = await fetch(`${app.url}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: '救命，他拿刀砍我' }),
  });
  expect(((await response.json()) as { reply: { route: string } }).reply.route).toBe('emergency');
});

const post = (body: string | Buffer, type = 'application/json') =>
  app.app.inject({ method: 'POST', url: '/api/ask', headers: { 'content-type': type }, payload: body });
const json = (value: unknown) => post(JSON.stringify(value));

describe('over HTTP', () => {
  it.each<[string, () => ReturnType<typeof post>, number, string]>([
    ['empty text', () => json({ text: '' }), 400, 'empty_text'],
    ['blank text', () => json({ text: ' \n\t　' }), 400, 'empty_text'],
    ['no text', () => json({}), 400, 'bad_request'],
    ['a number for text', () => json({ text: 123 }), 400, 'bad_request'],
    ['null for text', () => json({ text: null }), 400, 'bad_request'],
    ['true for text', () => json({ text: true }), 400, 'bad_request'],
    ['a list for text', () => json({ text: ['救命'] }), 400, 'bad_request'],
    ['an object for text', () => json({ text: { $ne: '' } }), 400, 'bad_request'],
    ['a number for the token', () => json({ text: '你好', conversation: 5 }), 400, 'bad_request'],
    [
      'a token that is too long',
      () => json({ text: '你好', conversation: 'x'.repeat(65) }),
      400,
      'bad_request',
    ],
    ['an askId that is too long', () => json({ text: '你好', askId: 'x'.repeat(65) }), 400, 'bad_request'],
    ['a list', () => json(['你好']), 400, 'bad_request'],
    ['a bare string', () => post('"你好"'), 400, 'bad_request'],
    ['null', () => post('null'), 400, 'bad_request'],
    ['not JSON', () => post('{"text": 你好}'), 400, 'bad_json'],
    ['half of JSON', () => post('{"text": "你'), 400, 'bad_json'],
    ['no body', () => post(''), 400, 'bad_json'],
    ['a prototype in disguise', () => post('{"text":"你好","__proto__":{"admin":true}}'), 400, 'bad_json'],
    ['a form', () => post('text=你好', 'application/x-www-form-urlencoded'), 415, 'unsupported_media'],
    ['XML', () => post('<text/>', 'application/xml'), 415, 'unsupported_media'],
    [
      'an unknown token',
      () => json({ text: '你好', conversation: 'A'.repeat(22) }),
      404,
      'unknown_conversation',
    ],
    ['an empty token', () => json({ text: '你好', conversation: '../../etc' }), 404, 'unknown_conversation'],
    ['more than 16 KB', () => json({ text: '救命'.repeat(3000) }), 413, 'too_large'],
    ['10 MB', () => json({ text: 'x'.repeat(10 * 1024 * 1024) }), 413, 'too_large'],
  ])('%s', async (_, send, status, code) => {
    const response = await send();
    expect(response.statusCode).toBe(status);
    expectRefusal(response.json(), code);
  });

  it('plain text is no question', async () => {
    const response = await post('救命', 'text/plain');
    expect(response.statusCode).toBeGreaterThanOrEqual(400);
    expect(['bad_request', 'unsupported_media']).toContain((response.json() as ErrorBody).error.code);
    expect((response.json() as ErrorBody).lines[0]?.number).toBe('110');
  });
  it('more than 1,000 characters is answered, with a note', async () => {
    const response = await json({ text: '楼上很吵。'.repeat(300) });
    expect(response.statusCode).toBe(200);
    expect(response.json().reply.notes.join()).toContain('1000');
  });
  it.each([
    ['control characters', '\u0000\u0001救命\u0007，他拿刀\u001b[31m砍我\u0000'],
    ['right-to-left override', '\u202e救命，\u202d他拿刀砍我\u202c'],
    ['zero width between characters', [...'救命他拿刀砍我'].join('\u200b')],
    ['variation and tag characters', [...'救命他拿刀砍我'].join('\ufe0f\u{e0061}')],
    ['combining marks', '救\u0336命\u0336，他拿刀砍我'],
    ['a lone surrogate', '救命\ud83d，他拿刀砍我'],
    ['emoji between', '救😭命😭他😭拿😭刀😭砍😭我'],
  ])('danger hidden by %s is seen', async (_, text) => {
    const response = await json({ text });
    expect(response.statusCode).toBe(200);
    expectReply(response.json().reply);
    expect(response.json().reply.route).toBe('emergency');
  });
  it.each(['\u202e\u200b\ufeff', '\u0000\u0001', '．。！？', '\u{e0041}'.repeat(50)])(
    'nothing readable: %j',
    async (text) => {
      const response = await json({ text });
      expect([200, 400]).toContain(response.statusCode);
      expect(response.body).toMatch(/\p{Script=Han}/u);
    },
  );

  it('10 MB over a real connection: told 413 or cut off, no memory held', async () => {
    const outcome = await new Promise<string>((resolve) => {
      const req = httpRequest(`${app.url}/api/ask`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
      });
      req.on('response', (res) => {
        res.resume();
        resolve(String(res.statusCode));
      });
      req.on('error', () => resolve('cut'));
      req.write('{"text":"');
      for (let i = 0; i < 160; i += 1) req.write('x'.repeat(64 * 1024));
      req.end('"}');
    });
    expect(['413', 'cut']).toContain(outcome);
  });
  it('what is not HTTP gets an answer and the door', async () => {
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
      socket.on('data', (d) => {
        text += d;
      });
      socket.on('close', () => resolve(text));
      socket.on('error', () => resolve(text));
      socket.end('救命 这不是 HTTP\r\n\r\n');
    });
    expect(answer).toContain('400');
  });
});

describe('over the socket', () => {
  const refusals = (client: ChatClient): EventOf<'error'>[] => client.of('error');
  const body = ({ type: _type, askId: _askId, ...rest }: EventOf<'error'>): ErrorBody => rest;

  it.each<[string, string | Buffer, string]>([
    ['not JSON', '你好', 'bad_request'],
    ['null', 'null', 'bad_request'],
    ['an unknown frame', '{"type":"dance"}', 'bad_request'],
    ['a frame with a field too many', '{"type":"hello","admin":true}', 'bad_request'],
    ['a number for text', '{"type":"ask","askId":"a","text":5}', 'bad_request'],
    ['no askId', '{"type":"ask","text":"你好"}', 'bad_request'],
    ['an empty askId', '{"type":"ask","askId":"","text":"你好"}', 'bad_request'],
    ['a negative last', '{"type":"hello","last":-1}', 'bad_request'],
    ['an empty text', '{"type":"ask","askId":"a","text":" "}', 'empty_text'],
    ['bytes', Buffer.from([0, 1, 2, 255]), 'bad_request'],
  ])('%s: refused, and the socket goes on', async (_, frame, code) => {
    const { client } = await ChatClient.hello(app.chat);
    client.socket.send(frame);
    expectRefusal(body(await client.next('error')), code);
    client.ask('你好', 'after');
    expect((await client.next('reply', 'after')).reply.route).toBe('chat');
    client.close();
  });
  it('asking before hello', async () => {
    const client = await ChatClient.open(app.chat);
    client.ask('你好', 'early');
    expectRefusal(body(await client.next('error', 'early')), 'bad_request');
    client.close();
  });
  it('an unknown token: told so, and a new conversation begins', async () => {
    const { client, welcome } = await ChatClient.hello(app.chat, { conversation: 'A'.repeat(22), last: 7 });
    expectRefusal(body(refusals(client)[0] as EventOf<'error'>), 'unknown_conversation');
    expect(welcome).toMatchObject({ resumed: false, seq: 0 });
    client.ask('你好', 'a');
    await client.next('stored', 'a');
    client.close();
  });
  it('between 16 and 32 KB: told, then closed with 1009', async () => {
    const { client } = await ChatClient.hello(app.chat);
    client.ask('救'.repeat(6000), 'big');
    expect(await client.closing()).toEqual({ code: 1009, reason: 'too_large' });
    expectRefusal(body(refusals(client)[0] as EventOf<'error'>), 'too_large');
  });
  it('a frame of 10 MB: closed with 1009', async () => {
    const { client } = await ChatClient.hello(app.chat);
    client.ask('x'.repeat(10 * 1024 * 1024), 'huge');
    expect((await client.closing()).code).toBe(1009);
  });
  it('a client that does not read: closed, and others are served meanwhile', async () => {
    const { client, welcome } = await ChatClient.hello(app.chat);
    for (let i = 0; i < 30; i += 1) client.ask('救命，他拿刀砍我', `s${i}`);
    await client.next('stored', 's29', 30_000);
    const before = app.app.websocketServer.clients.size;
    client.socket.pause();
    // asks for everything again and again, and reads nothing of it
    for (let i = 0; i < 400; i += 1)
      client.send({ type: 'hello', conversation: welcome.conversation, last: 0 });
    const other = await ChatClient.hello(app.chat);
    other.client.ask('你好', 'o');
    await other.client.next('reply', 'o');
    other.client.close();
    await until(() => app.app.websocketServer.clients.size < before, 30_000);
    client.close();
  });
  it('a client that is gone in the middle of a turn loses no stored turn', async () => {
    const { client, welcome } = await ChatClient.hello(app.chat);
    client.ask('救命，他拿刀砍我', 'gone');
    await client.next('emergency', 'gone');
    client.close();
    const again = await ChatClient.hello(app.chat, { conversation: welcome.conversation, last: 1 });
    await again.client.next('stored', 'gone');
    expect(again.client.events.filter((e) => e.type !== 'welcome').map((e) => e.type)).toEqual([
      'route',
      'reply',
      'stored',
    ]);
    again.client.close();
  });
});

it('closing the app leaves no connection behind, refused upgrades included', async () => {
  const other = await startApp({ env: NO_MODEL });
  await expect(ChatClient.open(other.chat, { headers: { origin: 'https://evil.example' } })).rejects.toThrow(
    '403',
  );
  await expect(ChatClient.open(other.chat.replace('/api/chat', '/nowhere'))).rejects.toThrow('404');
  const { client } = await ChatClient.hello(other.chat);
  await fetch(`${other.url}/health/live`);
  const start = performance.now();
  await other.close();
  expect(performance.now() - start).toBeLessThan(4000);
  expect((await client.closing()).code).toBeGreaterThanOrEqual(1000);
});
