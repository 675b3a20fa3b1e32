/** The order of a reply's parts. Each part is one function in a file beside this one. */
import type { Line, Reply } from '../../../server/protocol.js';
import { text } from '../../text.zh.js';
import { type Child, el } from '../dom.js';
import { similarCases } from './cases.js';
import { checklist, evidence } from './checklist.js';
import { alsoSee, clarifyChoices, suggestedAsks } from './choices.js';
import { citations } from './citations.js';
import { contactCard, tierNote } from './contact.js';
import { dangerBox } from './danger.js';
import { deadlines } from './deadlines.js';
import { lineCards } from './line-cards.js';
import { folded } from './section.js';
import { copyButton, documents, links, notes, notice } from './small-print.js';

/** Everything of an ordinary reply. */
export function ordinaryReply(reply: Reply): Child[] {
  return [
    el('h3', { class: 'headline', tabindex: '-1' }, reply.headline),
    ...notes(reply.notes),
    clarifyChoices(reply),
    contactCard(reply),
    dangerBox(reply),
    lineCards(text.reply.lines, reply.lines, reply.actions),
    ...guidance(reply),
    ...ending(reply),
  ];
}

/** What follows the red card: folded, because the person comes first. `more`: numbers that the card has not. */
export function afterEmergency(reply: Reply, more: readonly Line[]): Child[] {
  return [
    lineCards(text.emergency.moreLines, more, reply.actions),
    ...notes(reply.notes),
    dangerBox(reply),
    clarifyChoices(reply),
    folded('rest', text.emergency.rest, ...guidance(reply)),
    ...ending(reply),
  ];
}

const guidance = (reply: Reply): Child[] => [
  checklist(reply.clarify ? text.reply.firstSteps : text.reply.steps, reply.steps),
  tierNote(reply),
  evidence(reply.evidence),
  deadlines(reply.deadlines),
  citations(text.reply.citations(reply.citations.length), reply.citations),
  similarCases(reply.cases),
  citations(text.reply.articles, reply.articles),
  documents(reply.documents),
  links(reply.actions),
];

const ending = (reply: Reply): Child[] => [
  suggestedAsks(reply.actions),
  alsoSee(reply),
  notice(reply.notice),
  el('div', { class: 'reply-tools' }, copyButton()),
];
