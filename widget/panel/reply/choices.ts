import type { Action, Reply } from '../../../server/protocol.js';
import { text } from '../../text.zh.js';
import { actionAttributes } from '../actions.js';
import { el } from '../dom.js';
import { section } from './section.js';

const sendButton = (look: string, label: string, send: string): HTMLElement =>
  el('button', { ...actionAttributes('send', send), class: look }, label);

/** One question with its possible answers; a tap sends the answer. */
export function clarifyChoices(reply: Pick<Reply, 'clarify' | 'headline'>): HTMLElement | null {
  const { clarify, headline } = reply;
  if (!clarify) return null;
  const buttons = el(
    'div',
    { class: 'choices', role: 'group', 'aria-label': clarify.question },
    ...clarify.choices.map((c) => sendButton('choice', c.label, c.send)),
  );
  // the headline often is the question already
  return clarify.question === headline ? buttons : section('clarify', clarify.question, buttons);
}

export function suggestedAsks(actions: readonly Action[]): HTMLElement | null {
  const asks = actions.filter((a) => a.kind === 'ask');
  if (asks.length === 0) return null;
  return section(
    'asks',
    text.reply.asks,
    el('div', { class: 'choices' }, ...asks.map((a) => sendButton('choice', a.label, a.target))),
  );
}

/** Neighbouring troubles; those that are choices already are left out. */
export function alsoSee(reply: Pick<Reply, 'alsoSee' | 'clarify'>): HTMLElement | null {
  const offered = new Set(reply.clarify?.choices.map((c) => c.label));
  const others = reply.alsoSee.filter((card) => !offered.has(card.title));
  if (others.length === 0) return null;
  return section(
    'also',
    text.reply.alsoSee,
    el('div', { class: 'chips' }, ...others.map((c) => sendButton('chip', c.title, c.title))),
  );
}
