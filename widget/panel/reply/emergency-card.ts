import type { EmergencyPart } from '../../../server/protocol.js';
import { text } from '../../text.zh.js';
import { el, uniqueId } from '../dom.js';
import { dialLink, isSms } from './dial-link.js';
import { bullets, quote, section } from './section.js';

const URGENT = new Set<string>(text.emergency.numbers);

/** The lines for the red card when a whole reply brings others too: the first one, and those for emergencies. */
export const urgentFirst = (lines: EmergencyPart['lines']): EmergencyPart['lines'] =>
  lines.filter((line, i) => i === 0 || URGENT.has(line.number));

/** The red card: what to do before dialling, the numbers, what to say, what to do until help comes. */
export function emergencyCard(part: EmergencyPart): HTMLElement {
  const { lines, safety, actions } = part;
  const id = uniqueId('emergency');
  const [first, ...others] = lines;
  const sms = (number: string): boolean => isSms(number, actions);
  const say = (line: EmergencyPart['lines'][number]): HTMLElement | null =>
    quote((sms(line.number) ? text.emergency.smsSay : text.emergency.say)(line.number), line.say);
  return el(
    'section',
    { class: 'emergency', 'aria-labelledby': id, tabindex: '-1' },
    el('p', { class: 'emergency-label' }, text.emergency.label),
    el('h3', { id, class: 'emergency-headline' }, part.headline),
    section('before', text.emergency.before, bullets(safety.beforeDialling)),
    el(
      'div',
      { class: 'dials' },
      ...lines.map((line, i) =>
        dialLink(line, { sms: sms(line.number), class: i === 0 ? 'dial-first' : '' }),
      ),
    ),
    lines.some((l) => sms(l.number)) && el('p', { class: 'sms-hint' }, text.emergency.smsHint),
    first && say(first),
    section('waiting', text.emergency.waiting, bullets(safety.whileWaiting)),
    section('donot', text.emergency.doNot, bullets(safety.doNot)),
    ...others.map(say),
  );
}
