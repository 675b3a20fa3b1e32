import type { Reply } from '../../../server/protocol.js';
import { text } from '../../text.zh.js';
import { el } from '../dom.js';
import { folded } from './section.js';

const row = (label: string, words: string): HTMLElement | null =>
  words ? el('p', {}, el('strong', {}, `${label}：`), words) : null;

/** What came of a similar trouble, with its source and what to be careful about. */
export function similarCases(list: Reply['cases']): HTMLElement | null {
  const items = list.map((c) =>
    el(
      'article',
      { class: 'case' },
      el('h5', {}, c.title),
      row(text.reply.facts, c.facts),
      row(text.reply.outcome, c.outcome),
      row(text.reply.lesson, c.lesson),
      c.caution ? el('p', { class: 'caution' }, `${text.reply.caution}${c.caution}`) : null,
      c.source ? el('p', { class: 'source' }, `${text.reply.source}${c.source}`) : null,
    ),
  );
  return folded('case', text.reply.cases, ...items);
}
