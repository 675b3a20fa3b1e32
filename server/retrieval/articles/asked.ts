/** Questions whose articles are known: ours for articles, those of the cards, answered ones given as evidence. */
import { Int8Matrix, topK } from './int8-matrix.js';
import type { Int8Vector } from './vector-log.js';

export interface AskedQuestion {
  text: string;
  /** positions of the articles that answer it */
  articles: number[];
}
/** What the nearest questions say of one article. */
export interface Said {
  /** similarity of the nearest question that leads to it, above FLOOR */
  best: number;
  /** the same added up over the nearest questions; a question with several articles shares */
  sum: number;
}
/** Two questions less alike than this have nothing to do with each other (cosine). */
const FLOOR = 0.5;

export class Asked {
  private readonly matrix: Int8Matrix;
  /** how many questions lead to an article */
  readonly counts = new Map<number, number>();

  /** @param nearest how many questions are looked at */
  constructor(
    private readonly questions: AskedQuestion[],
    vectors: Int8Vector[],
    private readonly nearest: number,
  ) {
    this.matrix = new Int8Matrix(vectors);
    for (const q of questions) for (const a of q.articles) this.counts.set(a, (this.counts.get(a) ?? 0) + 1);
  }

  /** @param query norm 1. @returns article -> what is said of it */
  near(query: Float32Array): Map<number, Said> {
    const cosines = this.matrix.cosines(query);
    const out = new Map<number, Said>();
    for (const at of topK(cosines, this.nearest)) {
      const near = (cosines[at] as number) - FLOOR;
      if (near <= 0) break;
      const { articles } = this.questions[at] as AskedQuestion;
      for (const a of articles) {
        const said = out.get(a) ?? { best: 0, sum: 0 };
        said.best = Math.max(said.best, near);
        said.sum += near / articles.length;
        out.set(a, said);
      }
    }
    return out;
  }
}
