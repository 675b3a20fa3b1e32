import type { Action } from '../../../server/protocol.js';
import { text } from '../../text.zh.js';
import { el } from '../dom.js';

const SMS_NUMBERS = new Set<string>(
  text.strip.lines.filter((l) => l.href.startsWith('sms:')).map((l) => l.number),
);

/** The server marks numbers that are written to instead of called; 12110 is never called, marked or not. */
export const isSms = (number: string, actions: readonly Action[]): boolean =>
  SMS_NUMBERS.has(number) || actions.some((a) => a.kind === 'sms' && a.target === number);

/** A big link that opens the phone's dialler or its messages. */
export function dialLink(
  line: { number: string; name: string },
  options: { sms: boolean; class?: string },
): HTMLAnchorElement {
  const number = line.number.replace(/[^\d+]/gu, '');
  const label = options.sms ? text.sms(line.number) : text.dial(line.number);
  return el(
    'a',
    { class: `dial ${options.class ?? ''}`.trim(), href: `${options.sms ? 'sms' : 'tel'}:${number}` },
    el('span', { class: 'dial-number' }, label),
    ' ',
    el('span', { class: 'dial-name' }, line.name),
  );
}
