/** The one search path: chat, console and eval call this. */
import type { VectorStore } from '@langchain/core/vectorstores';
import type { Document } from 'langchain';
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
  /** under this score nothing is claimed */
  threshold: number;
  /** how far a question that no card answers may be behind the best card and still forbid a claim */
  none_margin: number;
  /** how much more a card needs where the classifier sees only small talk */
  small_talk: number;
  /** two cards closer than this are asked about instead of guessed */
  close: number;
  /** a short question leaves the topic of the conversation when what it is about finds a card this well */
  change: number;
  change_one_word: number;
}
export interface Hit {
  card: string;
  score: number;
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
  /** the best one is near enough, and nearer than what no card answers */
  claim: boolean;
}
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

/** Fuses both indexes per card. `entries[i]` is what document i of the store was made from (metadata `at`). */
export function createSearch(parts: {
  store: VectorStore;
  keyword: KeywordIndex;
  entries: Entry[];
  cards: SearchableCard[];
  weights: SearchWeights;
}): Search {
  const { store, keyword, entries, weights } = parts;
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
    const all = [...tallies].map(([card, t]) => hit(card, t, floor, query)).sort((a, b) => b.score - a.score);
    const none = all.find((h) => h.card === NONE)?.score ?? 0;
    const hits = all.filter((h) => h.card !== NONE).slice(0, limit);
    const best = hits[0]?.score ?? 0;
    return { hits, claim: best >= weights.threshold && best >= none + weights.none_margin };
  };

  function hit(card: string, t: Tally, floor: number, query: Query): Hit {
    // a card that only the words found is at most as near as the last vector neighbour
    const cosine = t.cosines.length > 0 ? t.best.cosine : floor;
    const sorted = [...t.cosines].sort((a, b) => b - a);
    const support = sorted.slice(1, 3).reduce((n, c) => n + Math.max(0, c - floor), 0);
    let score = cosine + weights.keyword * t.keyword + weights.support * support;
    if (t.pushed > cosine) score -= weights.push;
    const info = cards.get(card);
    if (query.routes && info) {
      const fits = [info.route, ...info.also_ok].map(
        (r, i) => (query.routes?.[r] ?? 0) * (i === 0 ? 1 : 0.7),
      );
      score += weights.route * Math.max(0, ...fits);
    }
    return { card, score, cosine, question: t.best.text };
  }
  return Object.assign(search, { weights });
}
