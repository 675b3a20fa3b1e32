import { text } from '../text.zh.js';
import { actionAttributes } from './actions.js';
import { el } from './dom.js';

/** What stands there before the first question. */
export function welcome(): HTMLElement {
  const words = text.welcome;
  return el(
    'section',
    { class: 'welcome', 'aria-labelledby': 'welcome-title' },
    el('h2', { id: 'welcome-title' }, words.title),
    ...words.lines.map((line) => el('p', {}, line)),
    el('p', { class: 'examples-title', id: 'examples-title' }, words.examplesTitle),
    el(
      'div',
      { class: 'choices', role: 'group', 'aria-labelledby': 'examples-title' },
      ...words.examples.map((e) => el('button', { ...actionAttributes('send', e), class: 'choice' }, e)),
    ),
    el('p', { class: 'privacy' }, words.privacy),
  );
}
