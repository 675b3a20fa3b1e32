/** A reply as plain text for a terminal. */
import type { Citation, Reply } from '../protocol.js';

const ROUTE_NAMES: Record<Reply['route'], string> = {
  emergency: '紧急',
  police_report: '报警（不急）',
  hotline: '政府热线',
  mediation: '调解',
  legal: '法律途径',
  chat: '闲聊',
  out_of_scope: '帮不上',
};

const list = (title: string, items: string[], numbered = false): string[] =>
  items.length === 0 ? [] : [title, ...items.map((s, i) => `  ${numbered ? `${i + 1}.` : '·'} ${s}`)];

export const validity = (c: Citation): string => {
  if (c.inForceTo) return `${c.inForceTo} 起已失效`;
  if (c.inForceFrom) return `${c.inForceFrom} 起施行`;
  return c.version ?? '';
};

export function renderText(reply: Reply, reasons: string[] = []): string {
  const emergency = reply.route === 'emergency';
  const { contact, safety, dangerSign, clarify } = reply;
  return [
    `${emergency ? '!! ' : ''}${reply.headline}`,
    ...reply.lines.map((l) => `☎ ${l.number} ${l.name}：${l.why}\n   接通后说：${l.say}`),
    ...list('拨号之前', safety.beforeDialling),
    ...list('等人来的时候', safety.whileWaiting),
    ...list('不要做', safety.doNot),
    ...(contact
      ? [`先找：${contact.who}（${contact.cost}）。${contact.why}\n   怎么说：${contact.say}`]
      : []),
    ...(reply.tier ? [`调解：${reply.tier.name}（${reply.tier.who}）`] : []),
    ...(clarify
      ? list(
          clarify.question,
          clarify.choices.map((c) => c.label),
          true,
        )
      : []),
    ...list('怎么做', reply.steps, true),
    ...(reply.evidence.length > 0 ? [`留什么：${reply.evidence.join('、')}`] : []),
    ...list(
      '期限',
      reply.deadlines.map((d) => `${d.text}（起算：${d.from}）`),
    ),
    ...list(
      '依据',
      reply.citations.map((c) => `${c.law}${c.article}${validity(c) ? `（${validity(c)}）` : ''}：${c.gist}`),
    ),
    ...list(
      '相似的事',
      reply.cases.map((c) => `${c.title}。${c.outcome}（${c.source}）`),
    ),
    ...(dangerSign ? [`危险信号：${dangerSign.text}`] : []),
    ...(reply.askSafe ? [`想先问一句：${reply.askSafe}`] : []),
    ...list(
      '可能也想看',
      reply.alsoSee.map((c) => c.title),
    ),
    ...reply.notes.map((n) => `※ ${n}`),
    ...reply.notice.map((n) => `— ${n}`),
    ...(reasons.length > 0 ? list(`分流：${ROUTE_NAMES[reply.route]}，结局 ${reply.outcome}`, reasons) : []),
  ].join('\n');
}
