import type { Action, Reply } from '../../../server/protocol.js';
import { text } from '../../text.zh.js';
import { actionAttributes } from '../actions.js';
import { el } from '../dom.js';
import { bullets, folded } from './section.js';

/** Remarks on this message, for example that only its beginning was searched. */
export const notes = (list: readonly string[]): HTMLElement[] =>
  list.map((note) => el('p', { class: 'note' }, note));

/** Who answers, and that it is no legal opinion. */
export const notice = (list: readonly string[]): HTMLElement | null =>
  list.length > 0 ? el('div', { class: 'notice' }, ...list.map((line) => el('p', {}, line))) : null;

export const documents = (list: Reply['documents']): HTMLElement | null =>
  folded('documents', text.reply.documents, bullets(list.map((d) => d.title)));

/** Only web addresses become links. */
export function links(actions: readonly Action[]): HTMLElement | null {
  const safe = actions.filter((a) => a.kind === 'link' && /^https?:\/\//u.test(a.target));
  if (safe.length === 0) return null;
  return el(
    'p',
    { class: 'links' },
    ...safe.map((a) => el('a', { href: a.target, target: '_blank', rel: 'noopener noreferrer' }, a.label)),
  );
}

export const copyButton = (): HTMLElement =>
  el('button', { ...actionAttributes('copy'), class: 'quiet' }, text.copy.label);
