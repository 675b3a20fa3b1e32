/** WebSocket frames, right and wrong, and the frames in what the server sent. */
import { randomBytes } from 'node:crypto';
import type { Dice } from './long.js';
import { mutate, noise } from './mutate.js';
import { jsonBody, nested } from './wrong-body.js';

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
