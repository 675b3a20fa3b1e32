import type { Reply } from '../../../server/protocol.js';
import { text } from '../../text.zh.js';
import { el } from '../dom.js';
import { quote, section } from './section.js';

/** Who to turn to first, why, and what to say there. */
export function contactCard({ contact }: Pick<Reply, 'contact'>): HTMLElement | null {
  if (!contact) return null;
  return section(
    'contact',
    text.reply.contact,
    el(
      'p',
      { class: 'contact-who' },
      el('strong', {}, contact.who),
      contact.cost ? el('span', { class: 'cost' }, contact.cost) : null,
    ),
    contact.why ? el('p', {}, contact.why) : null,
    quote(text.reply.say, contact.say),
  );
}

/** Which mediation may be asked for. */
export function tierNote({ tier }: Pick<Reply, 'tier'>): HTMLElement | null {
  if (!tier) return null;
  return section('tier', text.reply.tier, el('p', {}, el('strong', {}, tier.name), `：${tier.who}`));
}
