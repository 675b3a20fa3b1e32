/** Bodies for the API, right and wrong, for the fuzz of the wire. */
import { randomBytes } from 'node:crypto';
import type { Dice } from './long.js';
import { mutate, noise, oddity } from './mutate.js';

export const nested = (open: string, close: string, depth: number, inside = ''): string =>
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
