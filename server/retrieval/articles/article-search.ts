/** Search over statute articles: exact vectors, keywords and questions whose articles are known, weighed together. */
import type { IndexedArticle } from './article.js';
import type { Asked, Said } from './asked.js';
import type { Bm25 } from './bm25.js';
import { type RankingWeights, scoreOf } from './features.js';
import { type Int8Matrix, topK } from './int8-matrix.js';
import { applyMap, type QueryMap } from './query-map.js';
import { type LegalWords, queryWords } from './query-words.js';

export interface ArticleHit {
  /** position in the list that the search was made from */
  at: number;
  score: number;
  cosine: number;
}
export interface ArticleQuery {
  text: string;
  /** norm 1 */
  vector: Float32Array;
}
export interface Candidate {
  at: number;
  /** in the order of FEATURES */
  values: Float32Array;
}
export interface ArticleSearchParts {
  articles: IndexedArticle[];
  vectors: Int8Matrix;
  /** null where questions are searched as they are */
  map: QueryMap | null;
  keyword: Bm25;
  words: LegalWords;
  /** weight of a legal word that stands for a layperson's */
  wordWeight: number;
  own: Asked;
  cards: Asked;
  /** null where none is given: what depends on it is 0 */
  evidence: Asked | null;
  weights: RankingWeights;
}
/** Candidates taken from vectors and from keywords. */
const TAKEN = 200;
/** How fast an article's say in its law's share falls with its distance from the nearest one. */
const LAW_TEMPERATURE = 0.05;
/** Keyword scores are about this size. */
const KEYWORD_UNIT = 20;

export class ArticleSearch {
  private readonly laws: {
    own: Map<string, number>;
    cards: Map<string, number>;
    evidence: Map<string, number>;
  };
  constructor(readonly parts: ArticleSearchParts) {
    const byLaw = (asked: Asked | null): Map<string, number> => {
      const out = new Map<string, number>();
      for (const [at, n] of asked?.counts ?? []) {
        const { law } = parts.articles[at] as IndexedArticle;
        out.set(law, (out.get(law) ?? 0) + n);
      }
      return out;
    };
    this.laws = { own: byLaw(parts.own), cards: byLaw(parts.cards), evidence: byLaw(parts.evidence) };
  }

  /** The best articles, best first. */
  search(query: ArticleQuery, limit = 10): ArticleHit[] {
    return this.candidates(query)
      .map(({ at, values }) => ({
        at,
        score: scoreOf(values, this.parts.weights),
        cosine: values[0] as number,
      }))
      .sort((a, b) => b.score - a.score || a.at - b.at)
      .slice(0, limit);
  }

  /** Everything that may be shown, with what is seen of it; tuning reads this. */
  candidates(query: ArticleQuery): Candidate[] {
    const { vectors, keyword, words, wordWeight, map } = this.parts;
    const plain = vectors.cosines(query.vector);
    const cosines = map ? vectors.cosines(applyMap(map, query.vector)) : plain;
    const scores = keyword.scores(queryWords(query.text, words, wordWeight));
    const byWords = topK(scores, TAKEN).filter((at) => (scores[at] as number) > 0);
    const top = Math.max(1e-9, scores[byWords[0] ?? 0] ?? 0);
    const nearest = topK(cosines, TAKEN);
    const shares = this.lawShares(nearest, cosines);
    const own = this.parts.own.near(query.vector);
    const cards = this.parts.cards.near(query.vector);
    const evidence = this.parts.evidence?.near(query.vector) ?? new Map<number, Said>();
    const all = new Set([
      ...nearest,
      ...topK(plain, TAKEN / 2),
      ...byWords,
      ...own.keys(),
      ...cards.keys(),
      ...evidence.keys(),
    ]);
    return [...all].map((at) => ({
      at,
      values: Float32Array.of(
        cosines[at] as number,
        plain[at] as number,
        this.beside(at, cosines),
        shares.get(this.lawOf(at)) ?? 0,
        (scores[at] as number) / top,
        (scores[at] as number) / KEYWORD_UNIT,
        ...both(own.get(at)),
        ...both(cards.get(at)),
        ...both(evidence.get(at)),
        ...this.priors(at),
      ),
    }));
  }

  private lawOf(at: number): string {
    return this.parts.articles[at]?.law ?? '';
  }
  /** Articles stand in the order of their law, so that what is beside one is about the same thing. */
  private beside(at: number, cosines: Float32Array): number {
    const version = this.parts.articles[at]?.ref.statute;
    const near = [at - 1, at + 1].filter((n) => this.parts.articles[n]?.ref.statute === version);
    return near.length > 0 ? Math.max(...near.map((n) => cosines[n] as number)) : (cosines[at] as number);
  }
  private lawShares(nearest: number[], cosines: Float32Array): Map<string, number> {
    const out = new Map<string, number>();
    const top = cosines[nearest[0] ?? 0] ?? 0;
    let total = 0;
    for (const at of nearest) {
      const weight = Math.exp(((cosines[at] as number) - top) / LAW_TEMPERATURE);
      out.set(this.lawOf(at), (out.get(this.lawOf(at)) ?? 0) + weight);
      total += weight;
    }
    for (const [law, weight] of out) out.set(law, weight / total);
    return out;
  }

  private priors(at: number): number[] {
    const { articles, own, cards, evidence } = this.parts;
    const { law, superseded } = articles[at] as IndexedArticle;
    const log = (n: number | undefined): number => Math.log1p(n ?? 0);
    return [
      log(own.counts.get(at)),
      log(this.laws.own.get(law)),
      log(cards.counts.get(at)),
      log(this.laws.cards.get(law)),
      log(evidence?.counts.get(at)),
      log(this.laws.evidence.get(law)),
      superseded ? 1 : 0,
    ];
  }
}

const both = (said: Said | undefined): [number, number] => [said?.best ?? 0, said?.sum ?? 0];
