import { append, type Child, el, uniqueId } from '../dom.js';

/** A titled part of a reply; nothing when it has nothing to say. */
export function section(kind: string, title: string, ...children: Child[]): HTMLElement | null {
  const shown = children.filter(Boolean);
  if (shown.length === 0) return null;
  const id = uniqueId(kind);
  return el(
    'section',
    { class: `part part-${kind}`, 'aria-labelledby': id },
    el('h4', { id }, title),
    ...shown,
  );
}

/** A part that is folded until it is tapped (and opened for print). */
export function folded(kind: string, title: string, ...children: Child[]): HTMLDetailsElement | null {
  const shown = children.filter(Boolean);
  if (shown.length === 0) return null;
  const details = el('details', { class: `part fold fold-${kind}` }, el('summary', {}, title));
  append(details, [el('div', { class: 'fold-body' }, ...shown)]);
  return details;
}

export function bullets(items: readonly string[]): HTMLUListElement | null {
  if (items.length === 0) return null;
  return el('ul', {}, ...items.map((item) => el('li', {}, item)));
}

/** Words to say on the phone: set apart, so that they can be read out. */
export const quote = (label: string, words: string): HTMLElement | null =>
  words
    ? el(
        'div',
        { class: 'say' },
        el('p', { class: 'say-label' }, label),
        el('p', { class: 'say-words' }, words),
      )
    : null;
