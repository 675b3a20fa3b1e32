/** Whole HTTP requests as bytes, right and wrong. */
import type { Dice } from './long.js';
import { oddity } from './mutate.js';
import { jsonBody } from './wrong-body.js';

const METHODS = [
  'GET',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'HEAD',
  'TRACE',
  'PROPFIND',
  'QUERY',
  'SEARCH',
  'FOO',
  'get',
  '',
];
const PATHS = [
  '/',
  '/index.html',
  '/api/ask',
  '/api/ask/',
  '/api/erase',
  '/api/chat',
  '/api',
  '/health/live',
  '/health/ready',
  '/metrics',
  '/docs',
  '/docs/',
  '/docs/json',
  '/docs/yaml',
  '/docs/static/index.html',
  '/%',
  '/%ff',
  '/%00',
  '/../../etc/passwd',
  '/..%2f..%2fetc%2fpasswd',
  '//evil.example/',
  '/api//ask',
  '/API/ASK',
  '/api/ask?text=救命',
  '/page.js',
  '/.env',
  '/%2e%2e/',
  'http://127.0.0.1/api/ask',
  '*',
  '/__proto__',
  '/constructor',
  '/docs/static/..%5c..%5c',
  `/${'a'.repeat(3000)}`,
  '/\u0001',
  '/救命',
];
const TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json; charset=gbk',
  'text/plain',
  'application/xml',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  '',
  'application/json, text/plain',
  '\u0000',
  'json',
  '*/*',
];
const ORIGINS = [
  '',
  'null',
  'https://evil.example',
  'http://127.0.0.1',
  'https://servicewechat.com',
  'file://',
  '://',
  'x'.repeat(500),
];

/** One request as bytes, with its method. */
export function request(dice: Dice, texts: readonly string[]): { method: string; bytes: Buffer } {
  const likely = dice.chance(0.5);
  const method = likely ? 'POST' : dice.of(METHODS);
  const path = likely ? dice.of(['/api/ask', '/api/ask', '/api/ask', '/api/erase']) : dice.of(PATHS);
  const body = method === 'POST' || dice.chance(0.3) ? jsonBody(dice, texts) : Buffer.alloc(0);
  const headers: string[] = ['Connection: close'];
  if (!dice.chance(0.02)) headers.push('Host: 127.0.0.1');
  if (body.length > 0 || method === 'POST')
    headers.push(`Content-Type: ${likely && dice.chance(0.8) ? 'application/json' : dice.of(TYPES)}`);
  const framing = dice.below(20);
  let sent = body;
  if (framing === 0) headers.push(`Content-Length: ${body.length + dice.between(-3, -1)}`);
  else if (framing === 1)
    headers.push(`Content-Length: ${dice.of(['-1', 'abc', '1e3', '99999999999999999999', '5, 6'])}`);
  else if (framing === 2) headers.push(`Content-Length: ${body.length}`, 'Transfer-Encoding: chunked');
  else if (framing === 3) {
    headers.push('Transfer-Encoding: chunked');
    sent = Buffer.concat([
      Buffer.from(`${body.length.toString(16)}\r\n`),
      body,
      Buffer.from(dice.of(['\r\n0\r\n\r\n', '\r\nzz\r\n', '0\r\n\r\n'])),
    ]);
  } else if (body.length > 0) headers.push(`Content-Length: ${body.length}`);
  const extra: (() => string)[] = [
    () => `Origin: ${dice.of(ORIGINS)}`,
    () => `X-Forwarded-For: ${dice.of(['1.2.3.4', "' OR 1", ', ,', '::', '999.1.1.1'])}`,
    () => `Accept-Encoding: ${dice.of(['gzip', 'br;q=x', '*', ''])}`,
    () => `Content-Encoding: ${dice.of(['gzip', 'zstd', 'x'])}`,
    () => `Range: bytes=${dice.of(['0-1', '99999999-', '-', 'a-b', '5-1'])}`,
    () => `If-None-Match: ${dice.of(['*', '""', 'x'])}`,
    () => `Upgrade: ${dice.of(['websocket', 'h2c', 'x'])}`,
    () => `Expect: ${dice.of(['100-continue', 'x'])}`,
    () => `Access-Control-Request-Method: ${dice.of(['POST', 'X', ''])}`,
    () => `Cookie: ${'a=b; '.repeat(dice.between(1, 100))}`,
    () => `X-Long: ${'y'.repeat(dice.of([100, 9000, 20_000]))}`,
    () => `X-Odd: ${oddity(dice)}`,
    () => `__proto__: x`,
    () => `X-HTTP-Method-Override: DELETE`,
    () => `Accept: ${dice.of(['text/html', 'application/json', 'x/y', ''])}`,
    () => 'no colon here',
    () => `Sec-WebSocket-Key: ${dice.of(['', 'short', 'dGhlIHNhbXBsZSBub25jZQ=='])}`,
  ];
  for (let n = dice.of([0, 0, 0, 1, 1, 2, 4]); n > 0; n -= 1) headers.push(dice.of(extra)());
  const version = dice.chance(0.97) ? 'HTTP/1.1' : dice.of(['HTTP/1.0', 'HTTP/2.0', 'HTTP/9.9', '']);
  const head = `${method} ${path} ${version}\r\n${headers.join('\r\n')}\r\n\r\n`;
  return { method, bytes: Buffer.concat([Buffer.from(head, 'utf8'), sent]) };
}
