import type { Reply } from '../../../server/protocol.js';
import { text } from '../../text.zh.js';
import { validity } from './citations.js';

const list = (title: string, items: readonly string[], numbered = false): string[] =>
  items.length === 0 ? [] : ['', title, ...items.map((s, i) => `${numbered ? `${i + 1}.` : '·'} ${s}`)];

/** A reply as plain text, for the clipboard. */
export function replyText(reply: Reply): string {
  const { contact, safety, dangerSign } = reply;
  const words = text.reply;
  return [
    reply.headline,
    ...list(text.emergency.before, safety.beforeDialling),
    ...reply.lines.flatMap((l) => ['', `${l.number} ${l.name}：${l.why}`, `${words.say}：${l.say}`]),
    ...list(text.emergency.waiting, safety.whileWaiting),
    ...list(text.emergency.doNot, safety.doNot),
    ...(contact
      ? [
          '',
          `${words.contact}：${contact.who}（${contact.cost}）`,
          contact.why,
          `${words.say}：${contact.say}`,
        ]
      : []),
    ...(dangerSign ? ['', `${words.dangerSign}：${dangerSign.text}（${dangerSign.number}）`] : []),
    ...list(words.steps, reply.steps, true),
    ...list(words.evidence, reply.evidence),
    ...list(
      words.deadlines,
      reply.deadlines.map((d) => `${d.text}（${words.from}${d.from}）`),
    ),
    ...list(
      words.citations(reply.citations.length),
      reply.citations.map((c) => `${c.law}${c.article}${validity(c) ? `（${validity(c)}）` : ''}：${c.gist}`),
    ),
    '',
    ...reply.notice,
  ].join('\n');
}
