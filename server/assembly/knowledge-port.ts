/** Knowledge as chat looks it up: cards, cases, channels and laws by key. */
import type { Knowledge } from '../../knowledge/load.js';
import type { FixedWords, KnowledgePort } from '../chat/ports.js';

export function knowledgePort(k: Knowledge): KnowledgePort {
  const cards = new Map(k.cards.map((c) => [c.id, c]));
  const cases = new Map(k.cases.map((c) => [c.id, c]));
  const channels = new Map(k.channels.map((c) => [c.number, c]));
  const laws = new Map(k.laws.flatMap((l) => [l.name, ...l.short].map((name) => [name, l] as const)));
  const tiers = new Map(k.mediation.tiers.map((t) => [t.id, t]));
  return {
    card: (id) => cards.get(id),
    caseOf: (id) => {
      const c = cases.get(id);
      return (
        c && {
          id: c.id,
          title: c.title,
          facts: c.facts,
          outcome: c.outcome,
          lesson: c.lesson,
          source: c.source,
          caution: c.caution ?? null,
        }
      );
    },
    channel: (number) => {
      const c = channels.get(number);
      return c && { number: c.number, name: c.name, why: c.why, say: c.say, sms: c.sms ?? false };
    },
    citation: ({ law, article, gist }) => {
      const found = laws.get(law);
      return {
        law,
        article,
        gist,
        version: found?.version ?? null,
        inForceFrom: found?.in_force_from ?? null,
        inForceTo: found?.in_force_to ?? null,
      };
    },
    tier: (id) => {
      const t = tiers.get(id);
      return t && { id: t.id, name: t.name, who: `${t.where}，${t.who}` };
    },
    words: k.replies as FixedWords,
  };
}
