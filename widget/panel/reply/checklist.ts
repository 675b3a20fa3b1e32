import { text } from '../../text.zh.js';
import { el, uniqueId } from '../dom.js';
import { bullets, section } from './section.js';

/** Steps in order, each with a box to tick when it is done. */
export function checklist(title: string, steps: readonly string[]): HTMLElement | null {
  if (steps.length === 0) return null;
  const items = steps.map((step, i) => {
    const id = uniqueId('step');
    return el(
      'li',
      {},
      el('input', { type: 'checkbox', id }),
      el('label', { for: id }, el('span', { class: 'step-number' }, `${i + 1}`), el('span', {}, step)),
    );
  });
  return section(
    'steps',
    title,
    el('ol', { class: 'steps' }, ...items),
    steps.length > 1 ? el('p', { class: 'hint' }, text.reply.stepsHint) : null,
  );
}

export const evidence = (items: readonly string[]): HTMLElement | null =>
  section('evidence', text.reply.evidence, bullets(items));
