/** Raw HTTP and WebSocket bytes, right and wrong, for the fuzz of the wire. */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Dice } from './long.js';
import { mutate, noise, oddity } from './mutate.js';

export interface Answer {
  status: number;
  headers: string;
  body: string;
}

/** Sends bytes in pieces over a socket of its own and gives all that came back until it closes. */
export function exchange(
  port: number,
  pieces: Buffer[],
  { pause = 0, cutAfter = Number.POSITIVE_INFINITY, wait = 15_000 } = {},
): Promise<{ bytes: Buffer; end: 'closed' | 'cut' | 'silent' }> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, '127.0.0.1');
    const got: Buffer[] = [];
    let end: 'closed' | 'cut' | 'silent' = 'closed';
    const limit = setTimeout(() => {
      end = 'silent';
      socket.destroy();
    }, wait);
    socket.on('data', (data) => got.push(data));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(limit);
      resolve({ bytes: Buffer.concat(got), end });
    });
    const send = async (): Promise<void> => {
      let sent = 0;
      for (const piece of pieces) {
        if (socket.destroyed) return;
        if (sent >= cutAfter) {
          end = 'cut';
          socket.destroy();
          return;
        }
        socket.write(piece);
        sent += 1;
        if (pause > 0) await new Promise((r) => setTimeout(r, pause));
      }
    };
    socket.once('connect', () => void send().catch(() => {}));
  });
}

/** Every answer in what a connection gave, chunked bodies put together. */
export function answersIn(bytes: Buffer, method: string): Answer[] {
  const out: Answer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const head = bytes.indexOf('\r\n\r\n', at);
    const first = /^HTTP\/1\.[01] (\d{3})/u.exec(bytes.subarray(at, at + 16).toString('latin1'));
    if (head < 0 || !first) return out;
    const headers = bytes.subarray(at, head).toString('latin1').toLowerCase();
    const status = Number(first[1]);
    at = head + 4;
    let body = '';
    const length = /\r\ncontent-length: (\d+)/u.exec(headers);
    if (method === 'HEAD' || status < 200 || status === 204 || status === 304) body = '';
    else if (headers.includes('transfer-encoding: chunked')) [body, at] = chunked(bytes, at);
    else {
      const until = length ? at + Number(length[1]) : bytes.length;
      body = bytes.subarray(at, until).toString('utf8');
      at = until;
    }
    if (status === 101) return [...out, { status, headers, body }];
    out.push({ status, headers, body });
  }
  return out;
}
function chunked(bytes: Buffer, from: number): [body: string, at: number] {
  const parts: Buffer[] = [];
  let at = from;
  for (;;) {
    const line = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.subarray(at, line < 0 ? bytes.length : line).toString('latin1'), 16);
    if (line < 0 || !(size > 0))
      return [Buffer.concat(parts).toString('utf8'), line < 0 ? bytes.length : line + 4];
    parts.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 4 + size;
  }
}

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

const nested = (open: string, close: string, depth: number, inside = ''): string =>
  open.repeat(depth) + inside + close.repeat(depth);

/** A body for the API: now and then a right one, mostly wrong in one way. */
export function jsonBody(dice: Dice, texts: readonly string[]): Buffer {
  const text = dice.chance(0.5) ? dice.of(texts) : mutate(dice.of(texts), dice);
  const value = dice.of<() => unknown>([
    () => text,
    () => noise(dice),
    () => 5,
    () => null,
    () => true,
    () => [text],
    () => ({ toString: text }),
    () => '',
    () => ' \n ',
    () => -0,
    () => 1e308,
    () => text.repeat(200),
    () => ({ $ne: null }),
  ])();
  const bodies: (() => string | Buffer)[] = [
    () => JSON.stringify({ text }),
    () => JSON.stringify({ text: dice.of(texts), askId: oddity(dice).repeat(dice.between(1, 80)) }),
    () => JSON.stringify({ text: value }),
    () => JSON.stringify({ text, conversation: value }),
    () => JSON.stringify({ text, askId: value, more: value }),
    () =>
      JSON.stringify({
        text,
        conversation: dice.of(['A'.repeat(22), '../../x', "' OR 1=1 --", '\u0000', 'x'.repeat(64)]),
      }),
    () => JSON.stringify({ conversation: value }),
    () => `{"text":${JSON.stringify(text)},"__proto__":{"admin":true}}`,
    () => `{"text":${JSON.stringify(text)},"constructor":{"prototype":{"admin":true}}}`,
    () => `{"text":"${'\\ud83d'.repeat(dice.between(1, 50))}"}`,
    () => `{"text":"a","text":${JSON.stringify(value)}}`,
    () => nested('[', ']', dice.between(1, 8000)),
    () => nested('{"text":', '}', dice.between(1, 1500), '1'),
    () => nested('[', '', dice.between(1, 15_000)),
    () => JSON.stringify({ text }).slice(0, dice.below(40)),
    () => `\ufeff${JSON.stringify({ text })}`,
    () => JSON.stringify({ text: '救'.repeat(dice.between(5000, 9000)) }),
    () => JSON.stringify({ text: 'x'.repeat(dice.between(15_000, 60_000)) }),
    () => `{"text":1${'0'.repeat(dice.between(1, 5000))}}`,
    () => randomBytes(dice.between(0, 2000)),
    () => Buffer.from(JSON.stringify({ text }), 'utf16le'),
    () => Buffer.concat([Buffer.from('{"text":"'), randomBytes(dice.between(1, 100)), Buffer.from('"}')]),
    () => '',
  ];
  return Buffer.from(dice.of(bodies)() as string);
}

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

const UPGRADE = Buffer.from(
  'GET /api/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
);
/** A client frame; `over` breaks it. */
export function frame(
  payload: Buffer,
  over: { opcode?: number; fin?: boolean; rsv?: number; masked?: boolean; length?: bigint } = {},
): Buffer {
  const { opcode = 1, fin = true, rsv = 0, masked = true, length = BigInt(payload.length) } = over;
  const head = [(fin ? 0x80 : 0) | (rsv << 4) | opcode];
  const mask = masked ? 0x80 : 0;
  if (length < 126n) head.push(mask | Number(length));
  else if (length < 65_536n) head.push(mask | 126, Number(length >> 8n), Number(length & 0xffn));
  else {
    const eight = Buffer.alloc(8);
    eight.writeBigUInt64BE(length);
    head.push(mask | 127, ...eight);
  }
  if (!masked) return Buffer.concat([Buffer.from(head), payload]);
  const key = Buffer.from([0x12, 0x34, 0x56, 0x78]);
  return Buffer.concat([Buffer.from(head), key, payload.map((byte, i) => byte ^ (key[i % 4] as number))]);
}

/** A connection's worth of frames: hello, some wrong ones, and a close at the end (or not). */
export function socketScript(dice: Dice, texts: readonly string[]): Buffer[] {
  const ask = (text: unknown, askId: unknown = `f${dice.below(1e6)}`): Buffer =>
    Buffer.from(JSON.stringify({ type: 'ask', text, askId }));
  const hello = frame(Buffer.from('{"type":"hello"}'));
  const frames: (() => Buffer[])[] = [
    ...Array<() => Buffer[]>(8).fill(() => [frame(ask(dice.of(texts)))]),
    ...Array<() => Buffer[]>(8).fill(() => [frame(ask(mutate(dice.of(texts), dice)))]),
    () => [frame(ask(dice.of<unknown>([5, null, [], {}, '', ' ', true])))],
    () => [frame(ask('救命', dice.of<unknown>([5, null, '', 'x'.repeat(65), {}])))],
    () => [frame(jsonBody(dice, texts).subarray(0, 16_000))],
    () => [frame(Buffer.from(noise(dice)))],
    () => [frame(randomBytes(dice.between(0, 300)), { opcode: 2 })],
    () => [frame(randomBytes(dice.between(1, 300)))],
    () => [frame(Buffer.from(nested('[', ']', dice.between(1, 7000))))],
    () => [frame(Buffer.from('{"type":"hello","__proto__":{"a":1}}'))],
    () => [frame(Buffer.from('{"type":"constructor"}')), frame(Buffer.from('{"type":"__proto__"}'))],
    () => [frame(Buffer.from('{"type":"erase"}'))],
    () => [
      frame(
        Buffer.from(
          JSON.stringify({
            type: 'hello',
            conversation: 'A'.repeat(22),
            last: dice.of([0, 1e15, -1, 1.5, 2 ** 53]),
          }),
        ),
      ),
    ],
    () => {
      const whole = ask(dice.of(texts));
      const at = dice.below(whole.length);
      return [frame(whole.subarray(0, at), { fin: false }), frame(whole.subarray(at), { opcode: 0 })];
    },
    () =>
      Array.from({ length: 40 }, (_, i) => frame(Buffer.from('a'), { fin: false, opcode: i === 0 ? 1 : 0 })),
    () => [frame(Buffer.from('x'), { opcode: 0 })],
    () => [frame(Buffer.from('x'), { opcode: dice.between(3, 7) })],
    () => [frame(Buffer.from('{}'), { rsv: dice.between(1, 7) })],
    () => [frame(Buffer.from('{"type":"hello"}'), { masked: false })],
    () => [frame(Buffer.from('x'), { length: dice.of([2n ** 63n - 1n, 2n ** 62n, 70_000n, 40_000n]) })],
    () => [frame(Buffer.alloc(dice.between(16_385, 32_000), 97))],
    () => [frame(Buffer.alloc(dice.between(33_000, 200_000), 97))],
    () => Array.from({ length: dice.between(1, 50) }, () => frame(Buffer.from('p'), { opcode: 9 })),
    () => [frame(randomBytes(200), { opcode: 9 })],
    () => [frame(Buffer.from([dice.below(256), dice.below(256), 0xff]), { opcode: 8 })],
    () => [randomBytes(dice.between(1, 50))],
  ];
  const middle = Array.from({ length: dice.between(1, 5) }, () => dice.of(frames)()).flat();
  const close = frame(Buffer.from([0x03, 0xe8]), { opcode: 8 });
  return [UPGRADE, ...(dice.chance(0.85) ? [hello] : []), ...middle, ...(dice.chance(0.7) ? [close] : [])];
}

/** Text frames of the server in what a connection gave after its 101. */
export function serverFrames(bytes: Buffer): { texts: string[]; close: number | null } {
  const texts: string[] = [];
  let at = bytes.indexOf('\r\n\r\n') + 4;
  while (at + 2 <= bytes.length) {
    const opcode = (bytes[at] as number) & 15;
    let length = (bytes[at + 1] as number) & 127;
    at += 2;
    if (length === 126) {
      length = bytes.readUInt16BE(at);
      at += 2;
    } else if (length === 127) {
      length = Number(bytes.readBigUInt64BE(at));
      at += 8;
    }
    const payload = bytes.subarray(at, at + length);
    at += length;
    if (opcode === 1 && payload.length === length) texts.push(payload.toString('utf8'));
    if (opcode === 8) return { texts, close: payload.length >= 2 ? payload.readUInt16BE(0) : 1005 };
  }
  return { texts, close: null };
}
