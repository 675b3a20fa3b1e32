/** Every route of the real app: shapes, headers, documents. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AskResultSchema, ReplySchema } from '../../server/protocol.js';
import { expectMatches, expectRefusal, expectReply } from '../support/matches.js';
import { type StartedApp, startApp } from '../support/start-app.js';

let app: StartedApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());
const ask = (body: unknown, headers: Record<string, string> = {}) =>
  app.app.inject({ method: 'POST', url: '/api/ask', headers, payload: body as object });

describe('POST /api/ask', () => {
  it('answers one turn whole, in the published shape, stored', async () => {
    const response = await ask({ text: '房东不退押金，合同到期三个月了' });
    expect(response.statusCode).toBe(200);
    const body = response.json();
    expectMatches(AskResultSchema, body);
    expectReply(body.reply);
    expect(body).toMatchObject({
      seq: 1,
      stored: true,
      reply: { outcome: 'answered_card', route: 'mediation' },
    });
    expect(response.body).not.toContain('reasons');
  });
  it('an emergency begins with the number', async () => {
    const { reply } = (await ask({ text: '救命，他拿刀砍我' })).json();
    expectReply(reply);
    expect(reply).toMatchObject({ route: 'emergency', outcome: 'answered_emergency' });
    expect(reply.lines[0]?.number).toBe('110');
  });
  it('goes on with a conversation; the same askId gets the same turn', async () => {
    const first = (await ask({ text: '楼上半夜拖椅子，跟物业说了也不管', askId: 'one' })).json();
    const again = (
      await ask({ text: '楼上半夜拖椅子，跟物业说了也不管', askId: 'one', conversation: first.conversation })
    ).json();
    expect(again.reply).toEqual(first.reply);
    const next = (await ask({ text: '那要多久', conversation: first.conversation })).json();
    expect(next).toMatchObject({ seq: 5, reply: { outcome: 'answered_follow_up' } });
    expect(next.conversation).toBe(first.conversation);
  });
  it('GET is not there', async () => {
    const response = await app.app.inject('/api/ask?text=救命');
    expect(response.statusCode).toBe(404);
    expectRefusal(response.json(), 'not_found');
  });
});

describe('POST /api/erase', () => {
  it('erases, and the token is unknown afterwards', async () => {
    const { conversation } = (await ask({ text: '你好' })).json();
    const erase = () => app.app.inject({ method: 'POST', url: '/api/erase', payload: { conversation } });
    const first = await erase();
    expect(first.json()).toEqual({ erased: true });
    const second = await erase();
    expect(second.statusCode).toBe(404);
    expectRefusal(second.json(), 'unknown_conversation');
  });
  it('without a token', async () => {
    const response = await app.app.inject({ method: 'POST', url: '/api/erase', payload: {} });
    expect(response.statusCode).toBe(400);
    expectRefusal(response.json(), 'bad_request');
  });
});

describe('health and metrics', () => {
  it('live and ready', async () => {
    expect((await app.app.inject('/health/live')).json()).toEqual({ status: 'ok' });
    expect((await app.app.inject('/health/ready')).json()).toEqual({
      status: 'ok',
      answering: true,
      model: true,
      store: true,
    });
  });
  it('metrics count by closed lists; no word of a citizen', async () => {
    const planted = '植入指标的话';
    await ask({ text: `房东不退押金，${planted}` });
    const response = await app.app.inject('/metrics');
    expect(response.headers['content-type']).toContain('text/plain');
    expect(response.body).toMatch(
      /fengqiao_turns_total\{outcome="answered_card",route="mediation",channel="api"\} \d+/u,
    );
    expect(response.body).toContain('fengqiao_turn_seconds_bucket');
    expect(response.body).toMatch(/fengqiao_embedders 1/u);
    expect(response.body).toMatch(/fengqiao_turns_waiting 0/u);
    expect(response.body).not.toMatch(/\p{Script=Han}/u);
  });
});

describe('documents', () => {
  it('/docs/json is OpenAPI with every public route and every field of the reply', async () => {
    const response = await app.app.inject('/docs/json');
    const doc = response.json();
    expect(doc.openapi).toMatch(/^3\.1/u);
    expect(doc.info.title).toContain('枫桥自助');
    expect(Object.keys(doc.paths).sort()).toEqual(
      expect.arrayContaining(['/api/ask', '/api/erase', '/health/live', '/health/ready']),
    );
    const follow = <T>(node: T & { $ref?: string }): T =>
      node.$ref
        ? (node.$ref
            .slice(2)
            .split('/')
            .reduce((at, key) => at[key], doc) as T)
        : node;
    const post = doc.paths['/api/ask'].post;
    expect(
      follow<{ properties: object }>(post.requestBody.content['application/json'].schema).properties,
    ).toHaveProperty('text');
    const result = follow<{ properties: Record<string, object> }>(
      post.responses['200'].content['application/json'].schema,
    );
    const reply = follow<{ properties: object; required: string[] }>(result.properties.reply as never);
    expect(Object.keys(reply.properties).sort()).toEqual(Object.keys(ReplySchema.properties).sort());
    expect(reply.required.sort()).toEqual([...(ReplySchema.required ?? [])].sort());
    expect(post.responses['4XX'] ?? post.responses['4xx']).toBeDefined();
    // every $ref leads somewhere
    for (const [, ref = ''] of response.body.matchAll(/"\$ref":"#\/([^"]+)"/gu)) {
      const target = ref.split('/').reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], doc);
      expect(target, ref).toBeDefined();
    }
  });
  it('/docs is a page', async () => {
    const response = await app.app.inject('/docs/');
    const page =
      response.statusCode === 302 ? await app.app.inject(String(response.headers.location)) : response;
    expect(page.headers['content-type']).toContain('text/html');
  });
});

describe('the page', () => {
  it('is served with its parts, and the numbers are in it without any script', async () => {
    const page = await app.app.inject('/');
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toContain('text/html');
    for (const number of ['110', '119', '120']) expect(page.body).toContain(number);
    for (const [, path] of page.body.matchAll(/(?:src|href)="(\/?[\w.-]+\.(?:js|css|svg))"/gu)) {
      expect((await app.app.inject(`/${path?.replace(/^\//u, '')}`)).statusCode, path).toBe(200);
    }
  });
  it('what is not there is a 404 with the numbers, also for tricks', async () => {
    for (const url of ['/nowhere', '/../package.json', '/..%2f..%2fpackage.json', '/.git/config', '/%00']) {
      const response = await app.app.inject(url);
      expect(response.statusCode, url).toBeGreaterThanOrEqual(400);
      expect(response.statusCode, url).toBeLessThan(500);
      expect(
        response.json().lines.map((l: { number: string }) => l.number),
        url,
      ).toContain('110');
    }
  });
  it('a page that is not built does not stop the answers', async () => {
    const bare = await startApp({ pageDir: '/nonexistent' });
    try {
      expect((await bare.app.inject('/')).statusCode).toBe(404);
      const response = await bare.app.inject({ method: 'POST', url: '/api/ask', payload: { text: '你好' } });
      expect(response.statusCode).toBe(200);
    } finally {
      await bare.close();
    }
  });
});

describe('security headers', () => {
  it.each(['/', '/health/live', '/nowhere'])('on %s', async (url) => {
    const { headers } = await app.app.inject(url);
    const csp = String(headers['content-security-policy']);
    expect(csp).toContain("default-src 'none'");
    expect(csp).toContain("script-src 'self'");
    expect(csp).toContain("frame-ancestors 'none'");
    expect(csp).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['strict-transport-security']).toBeDefined();
    expect(headers['x-powered-by']).toBeUndefined();
  });
});
