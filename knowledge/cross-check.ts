/** What one file cannot see: references between cards, cases, channels and laws. */
import type { Knowledge, Problem } from './load.js';
import type { Card } from './schema.js';

/** Returns a problem for each reference that leads nowhere and each rule that a card breaks. */
export function crossCheck(knowledge: Knowledge): Problem[] {
  const cardIds = new Set(knowledge.cards.map((c) => c.id));
  const caseIds = new Set(knowledge.cases.map((c) => c.id));
  const numbers = new Map(knowledge.channels.map((c) => [c.number, c]));
  const laws = new Set(knowledge.laws.flatMap((l) => [l.name, ...l.short]));
  const problems: Problem[] = [];
  const seen = new Map<string, string>();

  for (const card of knowledge.cards) {
    const say = (field: string, message: string) =>
      problems.push({ file: `cards/${card.id}.yaml`, line: 1, field, message });
    for (const ref of card.also_see) if (!cardIds.has(ref)) say('also_see', `没有这张卡：${ref}`);
    for (const n of card.negatives) if (!cardIds.has(n.belongs)) say('negatives', `没有这张卡：${n.belongs}`);
    for (const ref of card.cases) if (!caseIds.has(ref)) say('cases', `没有这个案例：${ref}`);
    for (const l of card.lines) if (!numbers.has(l.number)) say('lines', `号码目录里没有 ${l.number}`);
    for (const law of citedLaws(card)) if (!laws.has(law)) say('citations', `laws.yaml 里没有 ${law}`);
    if ((card.route === 'mediation') !== (card.tier !== undefined))
      say('tier', '只有走调解的卡写层级，而且必须写');
    if (card.route === 'emergency' && !numbers.get(card.lines[0]?.number ?? '')?.first) {
      say('lines', '紧急卡的第一个号码只能是 110、119、120、122、12395、12122、12119、12110');
    }
    if (card.route !== 'emergency' && !card.contact && card.lines.length === 0) say('contact', '要写先找谁');
    if (card.danger !== 'none' && !card.danger_sign) say('danger_sign', '会变危险的事必须写危险信号');
    for (const q of card.questions) {
      const other = seen.get(q);
      if (other) say('questions', `“${q.slice(0, 20)}”在 ${other} 里也有`);
      seen.set(q, card.id);
    }
  }
  return problems;
}

/** Every law that a card names. */
export const citedLaws = (card: Card): string[] => [
  ...card.citations.map((c) => c.law),
  ...card.deadlines.flatMap((d) => (d.cite ? [d.cite.law] : [])),
];
