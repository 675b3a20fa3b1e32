/** Nothing that a citizen wrote is logged, at any level, whatever goes wrong with it. */
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ChatClient } from '../support/chat-client.js';
import { filesHolding } from '../support/planted.js';
import { type StartedApp, startApp } from '../support/start-app.js';

const SECRET = '植入的独特词汇玄武湖畔';
const PERSONAL = ['13812345678', '110101199003078515', '京A12345', '张三丰'];
const TEXT = `我叫张三丰，身份证110101199003078515，电话13812345678，车牌京A12345，${SECRET}，房东不退押金`;
let app: StartedApp;
beforeAll(async () => {
  app = await startApp({ env: { RATE_LIMIT_PER_MINUTE: '8' } });
});
afterAll(() => app.close());

it('asks, emergencies, refusals and broken messages leave no word in the log, and what was logged names the code', async () => {
  const post = (payload: string, headers: Record<string, string> = {}) =>
    app.app.inject({
      method: 'POST',
      url: '/api/ask',
      headers: { 'content-type': 'application/json', ...headers },
      payload,
    });
  const first = await post(JSON.stringify({ text: TEXT }));
  const { conversation } = first.json() as { conversation: string };
  await post(JSON.stringify({ text: `救命，他拿刀砍我，${TEXT}`, conversation }));
  await post(`{"text": ${TEXT}`);
  await post(JSON.stringify({ text: [TEXT] }));
  await post(JSON.stringify({ text: TEXT, conversation: SECRET }));
  await post(JSON.stringify({ text: TEXT.repeat(200) }));
  await post(JSON.stringify({ text: TEXT }), {
    referer: `https://x/?q=${encodeURIComponent(SECRET)}`,
    origin: 'https://evil.example',
  });
  await app.app.inject(`/search?q=${encodeURIComponent(TEXT)}`);
  await app.app.inject(`/${encodeURIComponent(SECRET)}`);
  const { client } = await ChatClient.hello(app.chat);
  client.ask(TEXT, SECRET);
  await client.next('stored');
  client.send(`{"type":"ask","text":${TEXT}`);
  client.send({ type: 'ask', text: 5, askId: TEXT });
  await client.next('error');
  client.ask(TEXT.repeat(500), 'big');
  await client.closing();
  await new Promise<void>((resolve) => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () => socket.end(`${TEXT}\r\n\r\n`));
    socket.on('close', () => resolve());
    socket.on('error', () => resolve());
    socket.resume();
  });
  for (let i = 0; i < 90; i += 1) await post(JSON.stringify({ text: TEXT }));

  const log = app.logs.join('\n');
  for (const code of [
    'bad_json',
    'unknown_conversation',
    'too_large',
    'forbidden_origin',
    'not_found',
    'blocked',
  ])
    expect(log).toContain(code);
  for (const word of [SECRET, encodeURIComponent(SECRET), '押金', '拿刀', ...PERSONAL, conversation])
    expect(log).not.toContain(word);
});

it('no personal data in any file of DATA_DIR; the trouble itself is there, masked', () => {
  for (const word of PERSONAL) expect(filesHolding(app.dataDir, word)).toEqual([]);
  expect(filesHolding(app.dataDir, SECRET).length).toBeGreaterThan(0);
});

it('a failure inside is logged with its name and place, without the text', async () => {
  const { fold } = app.services.chat;
  const clean = fold.clean;
  fold.clean = () => {
    throw new TypeError('inside');
  };
  try {
    const before = app.logs.length;
    const response = await app.app.inject({
      method: 'POST',
      url: '/api/ask',
      remoteAddress: '198.51.100.9',
      payload: { text: TEXT },
    });
    expect(response.statusCode).toBe(500);
    expect(response.json()).toMatchObject({ error: { code: 'internal' } });
    expect(response.json().lines[0].number).toBe('110');
    expect(response.body).not.toContain('inside');
    const said = app.logs.slice(before).join('\n');
    expect(said).toContain('TypeError');
    expect(said).not.toContain(SECRET);
  } finally {
    fold.clean = clean;
  }
});
