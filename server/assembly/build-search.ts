/** Makes the search from cards: vectors from the cache, index from disk or built, keyword index in memory. */
import { join } from 'node:path';
import type { VectorStore } from '@langchain/core/vectorstores';
import { Document } from 'langchain';
import { DIMENSION, type LocalEmbeddings } from '../retrieval/embedder.js';
import { type Entry, entriesHash, entriesOf, type SearchableCard } from '../retrieval/entries.js';
import { ExactStore } from '../retrieval/exact-store.js';
import { HnswStore } from '../retrieval/hnsw-store.js';
import { KeywordIndex } from '../retrieval/keyword-index.js';
import { createSearch, type Search, type SearchWeights } from '../retrieval/search.js';
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

/** Without a model there is no vector search: the keyword index alone makes no claims, so search finds nothing. */
export async function buildSearch(build: SearchBuild): Promise<Search> {
  const entries = entriesOf(build.cards, build.uncovered);
  const store = await buildStore(build, entries);
  return createSearch({
    store,
    keyword: new KeywordIndex(entries),
    entries,
    cards: build.cards,
    weights: build.weights,
  });
}

async function buildStore(build: SearchBuild, entries: Entry[]): Promise<VectorStore> {
  const { embedder, indexFile, kind, log = () => {} } = build;
  const documents = entries.map(
    (e, at) => new Document({ pageContent: e.text, metadata: { at, card: e.card, kind: e.kind } }),
  );
  const { modelHash } = embedder;
  if (!modelHash) return new ExactStore(embedder, {});
  const identity = {
    modelHash,
    entriesHash: entriesHash(entries),
    dimension: DIMENSION,
    count: entries.length,
  };
  if (indexFile && kind === 'hnsw') {
    const opened = await HnswStore.open(indexFile, embedder, documents, identity);
    if (typeof opened !== 'string') return opened;
    log(`${opened}，重新建立`);
  }
  if (!(await build.ready)) return new ExactStore(embedder, {});
  const cache = new VectorCache(build.vectorsDir, modelHash);
  const texts = entries.map((e) => e.text);
  const vectors = await cache.vectorsFor(texts, embedder, build.progress).catch(() => null);
  if (!vectors) {
    log('向量没有算完，这次只用规则回答；模型恢复后重启即可');
    return new ExactStore(embedder, {});
  }
  cache.save(texts);
  const store =
    kind === 'memory'
      ? new ExactStore(embedder, {})
      : new HnswStore(embedder, DIMENSION, undefined, entries.length);
  await store.addVectors(vectors, documents);
  if (store instanceof HnswStore && indexFile) {
    await store.save(indexFile, identity).catch((error: { code?: string }) => {
      log(`索引没能存盘（${error.code ?? '未知原因'}），本次只在内存里用`);
    });
  }
  return store;
}

export const indexPath = (dataDir: string): string => join(dataDir, 'index', 'cards.hnsw');
