import type { Reply } from '../../../server/protocol.js';
import { text } from '../../text.zh.js';
import { el } from '../dom.js';
import { dialLink, isSms } from './dial-link.js';
import { section } from './section.js';

/** The question about safety, the sign that it has turned dangerous, and the number to dial then. */
export function dangerBox({
  askSafe,
  dangerSign,
}: Pick<Reply, 'askSafe' | 'dangerSign'>): HTMLElement | null {
  const question = askSafe ? el('p', {}, askSafe) : null;
  if (!dangerSign) return section('safe', text.reply.askSafe, question);
  const { number, text: sign } = dangerSign;
  return section(
    'danger',
    askSafe ? text.reply.askSafe : text.reply.dangerSign,
    question,
    el('p', { class: question ? 'sign' : '' }, sign),
    dialLink({ number, name: '' }, { sms: isSms(number, []), class: 'dial-danger' }),
  );
}
