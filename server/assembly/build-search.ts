/** Makes the search from cards: vectors from the cache, index from disk or built, keyword index in memory. */
import { join } from 'node:path';
import type { VectorStore } from '@langchain/core/vectorstores';
import { Document } from 'langchain';
import { Discriminant } from '../retrieval/discriminant.js';
import { DIMENSION, type LocalEmbeddings } from '../retrieval/embedder.js';
import { type Entry, entriesHash, entriesOf, type SearchableCard } from '../retrieval/entries.js';
import { ExactStore } from '../retrieval/exact-store.js';
import { HnswStore } from '../retrieval/hnsw-store.js';
import { KeywordIndex } from '../retrieval/keyword-index.js';
import { createSearch, type Search, type SearchWeights, searchWithoutIndex } from '../retrieval/search.js';
import { type Progress, VectorCache } from '../retrieval/vector-cache.js';

export interface SearchBuild {
  cards: SearchableCard[];
  /** questions that no card answers */
  uncovered: string[];
  weights: SearchWeights;
  embedder: LocalEmbeddings;
  /** resolves when the model can embed, false when it cannot; a saved index does not wait for it */
  ready: Promise<boolean>;
  vectorsDir: string;
  /** where the index is kept; null builds it in memory only */
  indexFile: string | null;
  kind: 'hnsw' | 'memory';
  progress?: Progress;
  log?: (message: string) => void;
}

interface Index {
  store: VectorStore;
  discriminant: Discriminant | null;
}

/** Without a model there is no index. A search over nothing would say "no card fits" of all there is, so it fails. */
export async function buildSearch(build: SearchBuild): Promise<Search> {
  const { cards, weights } = build;
  const entries = entriesOf(cards, build.uncovered);
  const index = await openOrBuild(build, entries);
  if (!index) return searchWithoutIndex(weights);
  return createSearch({ ...index, keyword: new KeywordIndex(entries), entries, cards, weights });
}

const discriminantPath = (indexFile: string): string => `${indexFile}.discriminant`;

async function openOrBuild(build: SearchBuild, entries: Entry[]): Promise<Index | null> {
  const { embedder, indexFile, kind, weights, log = () => {} } = build;
  const { shrink, temperature } = weights;
  const documents = entries.map(
    (e, at) => new Document({ pageContent: e.text, metadata: { at, card: e.card, kind: e.kind } }),
  );
  const { modelHash } = embedder;
  if (!modelHash) return null;
  const identity = { modelHash, entriesHash: entriesHash(entries) };
  if (indexFile && kind === 'hnsw') {
    const store = await HnswStore.open(indexFile, embedder, documents, {
      ...identity,
      dimension: DIMENSION,
      count: entries.length,
    });
    const discriminant = Discriminant.open(discriminantPath(indexFile), { ...identity, shrink, temperature });
    if (typeof store !== 'string' && discriminant) return { store, discriminant };
    log(`${typeof store === 'string' ? store : '判别权重缺失或不一致'}，重新建立`);
  }
  if (!(await build.ready)) return null;
  const cache = new VectorCache(build.vectorsDir, modelHash);
  const texts = entries.map((e) => e.text);
  const vectors = await cache.vectorsFor(texts, embedder, build.progress).catch(() => null);
  if (!vectors) {
    log('向量没有算完，这次只用规则回答；模型恢复后重启即可');
    return null;
  }
  cache.save(texts);
  const labels = entries.map((e) => e.card);
  const discriminant = entries.length > 0 ? Discriminant.fit(vectors, labels, { shrink, temperature }) : null;
  const store =
    kind === 'memory'
      ? new ExactStore(embedder, {})
      : new HnswStore(embedder, DIMENSION, undefined, entries.length);
  await store.addVectors(vectors, documents);
  if (store instanceof HnswStore && indexFile) {
    try {
      await store.save(indexFile, identity);
      discriminant?.save(discriminantPath(indexFile), { ...identity, shrink, temperature });
    } catch (error) {
      log(`索引没能存盘（${(error as { code?: string }).code ?? '未知原因'}），本次只在内存里用`);
    }
  }
  return { store, discriminant };
}

export const indexPath = (dataDir: string): string => join(dataDir, 'index', 'cards.hnsw');
