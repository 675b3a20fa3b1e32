import type { Reply } from '../../../server/protocol.js';
import { text } from '../../text.zh.js';
import { el } from '../dom.js';
import { section } from './section.js';

/** What is lost by waiting: how long, from which day, by which article. */
export function deadlines(list: Reply['deadlines']): HTMLElement | null {
  if (list.length === 0) return null;
  const items = list.map(({ text: words, from, citation }) =>
    el(
      'li',
      {},
      el('strong', {}, words),
      from ? el('span', { class: 'deadline-from' }, `${text.reply.from}${from}`) : null,
      citation ? el('span', { class: 'deadline-law' }, `${citation.law}${citation.article}`) : null,
    ),
  );
  return section('deadlines', text.reply.deadlines, el('ul', {}, ...items));
}
