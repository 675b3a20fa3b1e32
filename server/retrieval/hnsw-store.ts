/** HNSW index behind LangChain's `VectorStore`, saved with a sidecar that is checked before hnswlib reads the file. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import { VectorStore } from '@langchain/core/vectorstores';
import hnswlib from 'hnswlib-node';
import type { Document } from 'langchain';
import { sha256 } from './entries.js';
import { syncFile, writeWhole } from './write-whole.js';

/** Build and search parameters; recall@10 against exact search is held by a test. */
const M = 24;
const EF_CONSTRUCTION = 200;
const EF_SEARCH = 200;

interface Sidecar {
  sha256: string;
  modelHash: string;
  entriesHash: string;
  dimension: number;
  count: number;
}
/** What an index file must have been made from to be usable. */
export type IndexIdentity = Omit<Sidecar, 'sha256'>;

export class HnswStore extends VectorStore {
  private readonly index: hnswlib.HierarchicalNSW;
  private readonly documents: Document[] = [];

  constructor(
    embeddings: EmbeddingsInterface,
    private readonly dimension: number,
    index?: { native: hnswlib.HierarchicalNSW; documents: Document[] },
    capacity = 1024,
  ) {
    super(embeddings, {});
    if (index) {
      this.index = index.native;
      this.documents = index.documents;
    } else {
      this.index = new hnswlib.HierarchicalNSW('ip', dimension);
      this.index.initIndex(Math.max(1, capacity), M, EF_CONSTRUCTION, 42);
    }
    this.index.setEf(EF_SEARCH);
  }
  _vectorstoreType(): string {
    return 'hnsw';
  }
  /** Vectors must have norm 1: the score is their dot product. */
  async addVectors(vectors: number[][] | Float32Array[], documents: Document[]): Promise<void> {
    const needed = this.documents.length + vectors.length;
    if (needed > this.index.getMaxElements())
      this.index.resizeIndex(Math.max(needed, this.documents.length * 2));
    vectors.forEach((vector, i) => {
      this.index.addPoint(Array.from(vector), this.documents.length);
      this.documents.push(documents[i] as Document);
    });
  }
  async addDocuments(documents: Document[]): Promise<void> {
    await this.addVectors(
      await this.embeddings.embedDocuments(documents.map((d) => d.pageContent)),
      documents,
    );
  }
  /** The k nearest, best first, each with its cosine. */
  async similaritySearchVectorWithScore(query: number[], k: number): Promise<[Document, number][]> {
    const count = Math.min(k, this.documents.length);
    if (count === 0) return [];
    const { neighbors, distances } = this.index.searchKnn(query, count);
    return neighbors.map((label, i) => [this.documents[label] as Document, 1 - (distances[i] as number)]);
  }
  get count(): number {
    return this.documents.length;
  }

  /** Writes to a temporary name, syncs, renames; the sidecar goes last, so a half-written index is never trusted. */
  async save(file: string, identity: Pick<IndexIdentity, 'modelHash' | 'entriesHash'>): Promise<void> {
    mkdirSync(dirname(file), { recursive: true });
    const temporary = `${file}.${process.pid}.tmp`;
    try {
      await this.index.writeIndex(temporary);
      syncFile(temporary);
      // hnswlib does not notice a full disk: only an index that reads back gets a sidecar
      const written = new hnswlib.HierarchicalNSW('ip', this.dimension);
      await written.readIndex(temporary, true);
      if (written.getCurrentCount() !== this.documents.length) throw new Error('index written in part');
      const sidecar: Sidecar = {
        ...identity,
        sha256: sha256(readFileSync(temporary)),
        dimension: this.dimension,
        count: this.documents.length,
      };
      renameSync(temporary, file);
      writeWhole(`${file}.json`, JSON.stringify(sidecar));
    } finally {
      rmSync(temporary, { force: true });
    }
  }

  /** Returns the saved index, or the reason why it must be rebuilt. A file that fails the check never reaches hnswlib. */
  static async open(
    file: string,
    embeddings: EmbeddingsInterface,
    documents: Document[],
    identity: IndexIdentity,
  ): Promise<HnswStore | string> {
    if (!existsSync(file) || !existsSync(`${file}.json`)) return '还没有索引';
    let sidecar: Partial<Sidecar>;
    let bytes: Buffer;
    try {
      const parsed: unknown = JSON.parse(readFileSync(`${file}.json`, 'utf8'));
      if (parsed === null || typeof parsed !== 'object') return '索引的说明文件坏了';
      sidecar = parsed;
    } catch {
      return '索引的说明文件坏了';
    }
    for (const key of ['modelHash', 'entriesHash', 'dimension', 'count'] as const) {
      if (sidecar[key] !== identity[key]) return `索引与当前的模型或知识不一致（${key}）`;
    }
    try {
      bytes = readFileSync(file);
    } catch {
      return '索引文件读不出来';
    }
    if (sha256(bytes) !== sidecar.sha256) return '索引文件损坏（校验和不符）';
    const native = new hnswlib.HierarchicalNSW('ip', identity.dimension);
    try {
      await native.readIndex(file, true);
    } catch {
      return '索引文件读不出来';
    }
    return new HnswStore(embeddings, identity.dimension, { native, documents });
  }
}
