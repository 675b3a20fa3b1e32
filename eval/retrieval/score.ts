/** Scores of retrieval: pure functions. */
import { type Rate, rate } from '../rate.js';
import type { CardQuestion, Found } from './run.js';

export interface RetrievalScore {
  first: Rate;
  three: Rate;
  /** right card first among the one-fact twins */
  twins: Rate;
  /** covered questions that get a card at all */
  claimed: Rate;
  /** uncovered questions that are declined */
  declined: Rate;
  wrong: { text: string; expected: string; actual: string[] }[];
  overclaimed: { text: string; actual: string; score: number }[];
}

export function scoreRetrieval(
  questions: CardQuestion[],
  found: Found[],
  uncovered: Found[],
): RetrievalScore {
  const right = (q: CardQuestion) => new Set([q.card, ...q.also]);
  const rows = questions.map((q, i) => ({ q, f: found[i] as Found }));
  const first = rows.filter(({ q, f }) => right(q).has(f.cards[0] ?? ''));
  const three = rows.filter(({ q, f }) => f.cards.slice(0, 3).some((c) => right(q).has(c)));
  const twins = rows.filter(({ q }) => q.twin_of !== null);
  return {
    first: rate(first.length, rows.length),
    three: rate(three.length, rows.length),
    twins: rate(twins.filter((t) => first.includes(t)).length, twins.length),
    claimed: rate(rows.filter(({ f }) => f.claimed).length, rows.length),
    declined: rate(uncovered.filter((f) => !f.claimed).length, uncovered.length),
    wrong: rows
      .filter((r) => !first.includes(r))
      .map(({ q, f }) => ({ text: q.text, expected: q.card, actual: f.cards.slice(0, 3) })),
    overclaimed: uncovered
      .filter((f) => f.claimed)
      .map((f) => ({ text: f.text, actual: f.cards[0] ?? '', score: f.score })),
  };
}
