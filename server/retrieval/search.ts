/** The one search path: chat, console and eval call this. */
import type { VectorStore } from '@langchain/core/vectorstores';
import type { Document } from 'langchain';
import type { Discriminant } from './discriminant.js';
import { type Entry, NONE, type SearchableCard } from './entries.js';
import type { KeywordIndex } from './keyword-index.js';

/** knowledge/retrieval.yaml: what search weighs, as data. */
export interface SearchWeights {
  /** candidates taken from each index */
  vector_k: number;
  keyword_k: number;
  /** what the best keyword score of a query is worth beside a cosine */
  keyword: number;
  /** what agreement with triage's route is worth */
  route: number;
  /** what a card's second and third nearest questions add */
  support: number;
  /** how much weaker a title or another card's negative question leads to a card than its own questions */
  title: number;
  negative: number;
  /** taken from a card when one of its negative questions is nearer than its own */
  push: number;
  /** what the discriminant's probability of a card is worth, and how it is made */
  discriminant: number;
  shrink: number;
  temperature: number;
  /** the best card is claimed when the sum is above 0: a bias and a weight for each thing seen (see `claims`) */
  claim: ClaimWeights;
  /** two cards closer than this are asked about instead of guessed */
  close: number;
  /** a short question leaves the topic of the conversation when what it is about finds a card this well */
  change: number;
  change_one_word: number;
}
export interface ClaimWeights {
  bias: number;
  /** nearness of the best card, and of the nearest question that no card answers */
  near: number;
  none: number;
  /** the discriminant's probability that no card answers */
  none_class: number;
  /** triage's probability of small talk and of what is no service's matter */
  chat: number;
  out_of_scope: number;
}
export interface Hit {
  card: string;
  /** what cards are ordered by */
  score: number;
  /** the same without the discriminant: comparable between questions */
  near: number;
  cosine: number;
  /** the entry that matched */
  question: string;
}
export interface Query {
  text: string;
  vector: Float32Array;
  /** probability of each route, from triage */
  routes?: Record<string, number> | null;
}
export interface Found {
  /** cards, best first */
  hits: Hit[];
  /** the best one may be given as the answer */
  claim: boolean;
  /** what `claim` was decided on, for tuning and for the console's test bench */
  evidence: ClaimEvidence;
}
export type ClaimEvidence = Record<Exclude<keyof ClaimWeights, 'bias'>, number>;
export interface Search {
  (query: Query, limit?: number): Promise<Found>;
  readonly weights: SearchWeights;
}

interface Tally {
  cosines: number[];
  keyword: number;
  best: { cosine: number; text: string };
  pushed: number;
}

/** Where no uncovered question is among the neighbours: as far as the farthest of them is seen to be. */
const NONE_FLOOR = 0.4;

/** A logistic rule whose weights `npm run tune:retrieval` fits on our own questions. */
export const claims = (evidence: ClaimEvidence, weights: ClaimWeights): boolean =>
  (Object.keys(evidence) as (keyof ClaimEvidence)[]).reduce(
    (sum, key) => sum + weights[key] * evidence[key],
    weights.bias,
  ) > 0;

/** Fuses both indexes per card. `entries[i]` is what document i of the store was made from (metadata `at`). */
export function createSearch(parts: {
  store: VectorStore;
  keyword: KeywordIndex;
  entries: Entry[];
  cards: SearchableCard[];
  weights: SearchWeights;
  /** null where there are no vectors */
  discriminant: Discriminant | null;
}): Search {
  const { store, keyword, entries, weights, discriminant } = parts;
  const cards = new Map(parts.cards.map((c) => [c.id, c]));

  const search = async (query: Query, limit = 10): Promise<Found> => {
    const tallies = new Map<string, Tally>();
    const tally = (card: string): Tally => {
      let t = tallies.get(card);
      if (!t) {
        t = { cosines: [], keyword: 0, best: { cosine: -1, text: '' }, pushed: -1 };
        tallies.set(card, t);
      }
      return t;
    };
    const near: [Document, number][] = await store.similaritySearchVectorWithScore(
      Array.from(query.vector),
      weights.vector_k,
    );
    for (const [document, cosine] of near) {
      const entry = entries[document.metadata.at as number] as Entry;
      const t = tally(entry.card);
      const worth =
        cosine - (entry.kind === 'title' ? weights.title : entry.kind === 'negative' ? weights.negative : 0);
      t.cosines.push(worth);
      if (worth > t.best.cosine) t.best = { cosine: worth, text: entry.text };
      if (entry.not) tally(entry.not).pushed = Math.max(tally(entry.not).pushed, cosine);
    }
    const words = keyword.search(query.text, weights.keyword_k);
    const top = Math.max(words[0]?.score ?? 0, 1e-9);
    for (const { at, score } of words) {
      const entry = entries[at] as Entry;
      const t = tally(entry.card);
      t.keyword = Math.max(t.keyword, score / top);
      if (t.best.text === '') t.best.text = entry.text;
    }
    const floor = near.at(-1)?.[1] ?? 0;
    const classes = discriminant?.posterior(query.vector);
    const all = [...tallies]
      .map(([card, t]) => hit(card, t, floor, query, classes?.get(card) ?? 0))
      .sort((a, b) => b.score - a.score);
    const none = all.find((h) => h.card === NONE)?.near ?? 0;
    const hits = all.filter((h) => h.card !== NONE).slice(0, limit);
    const evidence: ClaimEvidence = {
      near: hits[0]?.near ?? 0,
      none: Math.max(NONE_FLOOR, none),
      none_class: classes?.get(NONE) ?? 0,
      chat: query.routes?.chat ?? 0,
      out_of_scope: query.routes?.out_of_scope ?? 0,
    };
    return { hits, claim: hits.length > 0 && claims(evidence, weights.claim), evidence };
  };

  function hit(card: string, t: Tally, floor: number, query: Query, probability: number): Hit {
    // a card that only the words found is at most as near as the last vector neighbour
    const cosine = t.cosines.length > 0 ? t.best.cosine : floor;
    const sorted = [...t.cosines].sort((a, b) => b - a);
    const support = sorted.slice(1, 3).reduce((n, c) => n + Math.max(0, c - floor), 0);
    let near = cosine + weights.keyword * t.keyword + weights.support * support;
    if (t.pushed > cosine) near -= weights.push;
    const info = cards.get(card);
    if (query.routes && info) {
      const fits = [info.route, ...info.also_ok].map(
        (r, i) => (query.routes?.[r] ?? 0) * (i === 0 ? 1 : 0.7),
      );
      near += weights.route * Math.max(0, ...fits);
    }
    return { card, score: near + weights.discriminant * probability, near, cosine, question: t.best.text };
  }
  return Object.assign(search, { weights });
}

/** The search of a process that could not build its index: every question fails. */
export function searchWithoutIndex(weights: SearchWeights): Search {
  const search = (): Promise<Found> =>
    Promise.reject(Object.assign(new Error('the index was not built'), { code: 'NO_INDEX' }));
  return Object.assign(search, { weights });
}
