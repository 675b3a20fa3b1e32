/** Who may talk to us from a browser: our page, listed sites, the mini-program; no Origin is an API client. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChatClient } from '../support/chat-client.js';
import { expectRefusal } from '../support/matches.js';
import { type StartedApp, startApp } from '../support/start-app.js';
import { NO_MODEL } from '../support/start-services.js';

const LISTED = 'https://www.example.gov.cn';
let app: StartedApp;
beforeAll(async () => {
  app = await startApp({ env: { ...NO_MODEL, ALLOWED_ORIGINS: LISTED } });
});
afterAll(() => app.close());
const own = () => app.url;
const ask = (origin?: string) =>
  fetch(`${app.url}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(origin ? { origin } : {}) },
    body: JSON.stringify({ text: '你好' }),
  });

const ALLOWED: [string, () => string | undefined][] = [
  ['no origin', () => undefined],
  ['our page', own],
  ['a listed site', () => LISTED],
  ['the mini-program', () => 'https://servicewechat.com'],
];
const REFUSED: [string, () => string][] = [
  ['another site', () => 'https://evil.example'],
  ['null (sandboxed frame, file)', () => 'null'],
  ['a listed site without TLS', () => 'http://www.example.gov.cn'],
  ['a name that ends like a listed one', () => 'https://www.example.gov.cn.evil.example'],
  ['another port of our host', () => own().replace(/:\d+$/u, ':1')],
  ['nonsense', () => 'xyz'],
];

describe.each(ALLOWED)('%s', (_, origin) => {
  it('may ask', async () => {
    expect((await ask(origin())).status).toBe(200);
  });
  it('may open the socket', async () => {
    const value = origin();
    const { client } = await ChatClient.hello(app.chat, {}, value ? { headers: { origin: value } } : {});
    client.close();
  });
});

describe.each(REFUSED)('%s', (_, origin) => {
  it('may not ask; the refusal carries the numbers', async () => {
    const response = await ask(origin());
    expect(response.status).toBe(403);
    expectRefusal(await response.json(), 'forbidden_origin');
  });
  it('may not open the socket', async () => {
    await expect(ChatClient.open(app.chat, { headers: { origin: origin() } })).rejects.toThrow('403');
  });
  it('may not erase', async () => {
    const response = await fetch(`${app.url}/api/erase`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: origin() },
      body: JSON.stringify({ conversation: 'x' }),
    });
    expect(response.status).toBe(403);
  });
});

describe('CORS', () => {
  const preflight = (origin: string) =>
    fetch(`${app.url}/api/ask`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
  it('lets a listed site read answers', async () => {
    expect((await preflight(LISTED)).headers.get('access-control-allow-origin')).toBe(LISTED);
    expect((await ask(LISTED)).headers.get('access-control-allow-origin')).toBe(LISTED);
  });
  it.each(['https://evil.example', 'null'])('lets no other: %s', async (origin) => {
    const response = await preflight(origin);
    expect(response.headers.get('access-control-allow-origin')).not.toBe(origin);
    expect(response.headers.get('access-control-allow-origin')).not.toBe('*');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });
});
