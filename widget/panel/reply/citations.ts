import type { Citation } from '../../../server/protocol.js';
import { text } from '../../text.zh.js';
import { el } from '../dom.js';
import { folded } from './section.js';

/** 2026-08-15 as 2026年8月15日. */
export function day(iso: string): string {
  const [year, month, date] = iso.split('-').map(Number);
  return year && month && date ? `${year}年${month}月${date}日` : iso;
}

/** Version and validity of the law, as far as they are known. */
export function validity(citation: Citation): string {
  const { version, inForceFrom, inForceTo } = citation;
  return [
    version,
    inForceFrom && text.reply.inForce(day(inForceFrom)),
    inForceTo && text.reply.ended(day(inForceTo)),
  ]
    .filter(Boolean)
    .join('，');
}

function item(citation: Citation): HTMLElement {
  const valid = validity(citation);
  return el(
    'li',
    {},
    el('strong', {}, `${citation.law}${citation.article}`),
    valid ? el('span', { class: 'validity' }, `（${valid}）`) : null,
    el('p', {}, citation.gist),
    citation.text
      ? el('blockquote', {}, el('p', { class: 'say-label' }, text.reply.original), el('p', {}, citation.text))
      : null,
  );
}

export function citations(title: string, list: readonly Citation[]): HTMLElement | null {
  return list.length > 0 ? folded('law', title, el('ul', { class: 'laws' }, ...list.map(item))) : null;
}
