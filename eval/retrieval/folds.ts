/** Searches that do not see what they are asked: entries of one fold are left out of index, keywords and discriminant. */
import { Document } from 'langchain';
import { Discriminant } from '../../server/retrieval/discriminant.js';
import { entriesOf, NONE } from '../../server/retrieval/entries.js';
import { ExactStore } from '../../server/retrieval/exact-store.js';
import { type KeywordHit, KeywordIndex } from '../../server/retrieval/keyword-index.js';
import { createSearch, type Search, type SearchWeights } from '../../server/retrieval/search.js';
import type { Services } from '../../server/services.js';

export interface Fold {
  /** what is asked of this fold: its own questions and what no card answers (card NONE) */
  asked: { text: string; card: string }[];
  search: Search;
}
const FOLDS = 5;
/** Of a fold's questions, one in this many is asked. */
const ASK_EVERY = 2;

/** @param weights shared by all folds: change a field and every search weighs anew */
export async function makeFolds(services: Services, weights: SearchWeights): Promise<Fold[]> {
  const { cards, uncovered } = services.knowledge;
  const entries = entriesOf(cards, uncovered);
  const vectors = await Promise.all(entries.map((e) => services.embedder.run(e.text)));
  // titles stay everywhere: they are no citizen's question
  const foldOf = entries.map((e, i) => (e.kind === 'title' ? -1 : i % FOLDS));
  return Promise.all(
    Array.from({ length: FOLDS }, async (_, f) => {
      const kept = entries.flatMap((entry, i) =>
        foldOf[i] === f ? [] : [{ entry, vector: vectors[i] as Float32Array }],
      );
      const seen = kept.map((k) => k.entry);
      const store = new RememberingStore(services.embedder, {});
      await store.addVectors(
        kept.map((k) => k.vector),
        seen.map((e, at) => new Document({ pageContent: e.text, metadata: { at } })),
      );
      const discriminant = Discriminant.fit(
        kept.map((k) => k.vector),
        seen.map((e) => e.card),
        weights,
      );
      const keyword = new RememberingKeywords(seen);
      const search = createSearch({ store, keyword, entries: seen, cards, weights, discriminant });
      const own = entries.filter((e, i) => foldOf[i] === f && e.kind === 'question');
      const none = entries.filter((e, i) => foldOf[i] === f && e.card === NONE);
      return { asked: [...own.filter((_, i) => i % ASK_EVERY === 0), ...none], search };
    }),
  );
}

/** Neighbours do not change with the weights: each question is looked up once. */
class RememberingStore extends ExactStore {
  private readonly known = new Map<string, [Document, number][]>();
  override async similaritySearchVectorWithScore(query: number[], k: number) {
    const key = query.slice(0, 8).join();
    const found = this.known.get(key) ?? (await super.similaritySearchVectorWithScore(query, k));
    this.known.set(key, found);
    return found;
  }
}
class RememberingKeywords extends KeywordIndex {
  private readonly known = new Map<string, KeywordHit[]>();
  override search(text: string, k: number) {
    const found = this.known.get(text) ?? super.search(text, k);
    this.known.set(text, found);
    return found;
  }
}
