/** What stands in a turn while there is no reply: waiting, not sent, refused. */
import type { ErrorBody } from '../../server/protocol.js';
import { text } from '../text.zh.js';
import { actionAttributes } from './actions.js';
import { el } from './dom.js';
import { dialLink, isSms } from './reply/dial-link.js';

export const waitingNote = (words: string): HTMLElement =>
  el(
    'p',
    { class: 'waiting' },
    el('span', { class: 'dots', 'aria-hidden': 'true' }, el('i'), el('i'), el('i')),
    words,
  );

const urgentLines = (lines: readonly { number: string; name: string }[]): HTMLElement =>
  el(
    'div',
    { class: 'dials dials-small' },
    ...lines.map((line) => dialLink(line, { sms: isSms(line.number, []) })),
  );

export function unsentNote(fresh: boolean): HTMLElement {
  const words = text.unsent;
  return el(
    'div',
    { class: 'trouble', role: 'alert' },
    el('h3', {}, words.title),
    el('p', {}, fresh ? words.soon : words.later),
    el(
      'div',
      { class: 'choices' },
      el('button', { ...actionAttributes('retry'), class: 'choice' }, words.retry),
      el('button', { ...actionAttributes('discard'), class: 'quiet' }, words.discard),
    ),
    el('p', {}, words.urgent),
    urgentLines(
      text.strip.lines.filter((l) => l.kind === 'urgent').map((l) => ({ number: l.number, name: l.title })),
    ),
  );
}

export function failureNote(body: ErrorBody): HTMLElement {
  const retry = el('button', { ...actionAttributes('retry'), class: 'choice' }, text.failure.retry);
  return el(
    'div',
    { class: 'trouble', role: 'alert' },
    el('h3', {}, text.failure.title),
    el('p', {}, body.error.message),
    // one that was answered after all needs no second sending
    body.reply ? null : el('div', { class: 'choices' }, retry),
    el('p', {}, text.failure.lines),
    urgentLines(body.lines),
  );
}
