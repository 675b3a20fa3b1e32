import type { Reply } from '../../../server/protocol.js';
import { text } from '../../text.zh.js';
import { el } from '../dom.js';
import { dialLink } from './dial-link.js';
import { section } from './section.js';

/** The sign that it has turned dangerous, with the number to dial then. */
export function dangerSign({ dangerSign: sign }: Pick<Reply, 'dangerSign'>): HTMLElement | null {
  if (!sign) return null;
  return section(
    'danger',
    text.reply.dangerSign,
    el('p', {}, sign.text),
    dialLink({ number: sign.number, name: '' }, { sms: false, class: 'dial-danger' }),
  );
}

/** One question about safety that comes before the advice. */
export function askSafe({ askSafe: question }: Pick<Reply, 'askSafe'>): HTMLElement | null {
  return question ? section('safe', text.reply.askSafe, el('p', {}, question)) : null;
}
