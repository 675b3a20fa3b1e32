import type { Action, Line } from '../../../server/protocol.js';
import { text } from '../../text.zh.js';
import { el } from '../dom.js';
import { dialLink, isSms } from './dial-link.js';
import { quote, section } from './section.js';

/** Numbers to dial, each with why and what to say. */
export function lineCards(
  title: string,
  lines: readonly Line[],
  actions: readonly Action[],
): HTMLElement | null {
  return section(
    'lines',
    title,
    ...lines.map((line) =>
      el(
        'div',
        { class: 'line' },
        dialLink(line, { sms: isSms(line.number, actions) }),
        line.why ? el('p', {}, line.why) : null,
        quote(text.reply.say, line.say),
      ),
    ),
  );
}
