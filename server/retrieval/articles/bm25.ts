/**
 * BM25 over articles with a weight a field and a weight a query word, in typed arrays.
 * A query adds up the postings of its words, with its tokenising about 1 ms (docs/decisions/0008).
 */
import { topK } from './int8-matrix.js';

const K1 = 1.2;
const B = 0.75;

/** One document: tokens of each field. */
export type Fields = readonly (readonly string[])[];

export interface KeywordMatch {
  at: number;
  score: number;
}
/** What is saved; arrays are parallel to each other. */
export interface Postings {
  words: string[];
  /** words[i] has the postings starts[i] to starts[i + 1] */
  starts: Uint32Array;
  documents: Uint32Array;
  impacts: Float32Array;
  count: number;
}

export class Bm25 {
  private readonly ids: Map<string, number>;
  private readonly sums: Float32Array;
  constructor(readonly postings: Postings) {
    this.ids = new Map(postings.words.map((w, i) => [w, i]));
    this.sums = new Float32Array(postings.count);
  }

  /** @param weights of each field; the first field's length is what BM25 calls the document's */
  static build(documents: Fields[], weights: readonly number[]): Bm25 {
    const average = documents.reduce((n, d) => n + (d[0]?.length ?? 0), 0) / Math.max(1, documents.length);
    const lists = new Map<string, { documents: number[]; impacts: number[] }>();
    documents.forEach((fields, at) => {
      const norm = K1 * (1 - B + (B * (fields[0]?.length ?? 0)) / Math.max(1, average));
      for (const [word, frequency] of frequencies(fields, weights)) {
        let list = lists.get(word);
        if (!list) {
          list = { documents: [], impacts: [] };
          lists.set(word, list);
        }
        list.documents.push(at);
        list.impacts.push((frequency * (K1 + 1)) / (frequency + norm));
      }
    });
    const words = [...lists.keys()];
    const starts = new Uint32Array(words.length + 1);
    words.forEach((w, i) => {
      starts[i + 1] = (starts[i] as number) + (lists.get(w)?.documents.length ?? 0);
    });
    const total = starts.at(-1) ?? 0;
    const postings: Postings = {
      words,
      starts,
      documents: new Uint32Array(total),
      impacts: new Float32Array(total),
      count: documents.length,
    };
    [...lists.values()].forEach((list, i) => {
      postings.documents.set(list.documents, starts[i] as number);
      postings.impacts.set(list.impacts, starts[i] as number);
    });
    return new Bm25(postings);
  }

  /** Score of every document; valid until the next call. @param query word -> weight */
  scores(query: Map<string, number>): Float32Array {
    const { starts, documents, impacts, count } = this.postings;
    this.sums.fill(0);
    for (const [word, weight] of query) {
      const id = this.ids.get(word);
      if (id === undefined) continue;
      const start = starts[id] as number;
      const end = starts[id + 1] as number;
      const idf = Math.log(1 + (count - (end - start) + 0.5) / (end - start + 0.5)) * weight;
      for (let i = start; i < end; i += 1)
        (this.sums[documents[i] as number] as number) += idf * (impacts[i] as number);
    }
    return this.sums;
  }
  /** The k best documents, best first. */
  search(query: Map<string, number>, k: number): KeywordMatch[] {
    const scores = this.scores(query);
    return topK(scores, k).flatMap((at) => (scores[at] ? [{ at, score: scores[at] as number }] : []));
  }
}

function frequencies(fields: Fields, weights: readonly number[]): Map<string, number> {
  const out = new Map<string, number>();
  fields.forEach((tokens, f) => {
    for (const t of tokens) out.set(t, (out.get(t) ?? 0) + (weights[f] as number));
  });
  return out;
}
