/** Exact search over all vectors: the yardstick for HNSW, and the store for small installations (VECTOR_STORE=memory). */
import { VectorStore } from '@langchain/core/vectorstores';
import type { Document } from 'langchain';

export class ExactStore extends VectorStore {
  private readonly rows: { vector: Float32Array; document: Document }[] = [];
  _vectorstoreType(): string {
    return 'exact';
  }
  async addVectors(vectors: number[][] | Float32Array[], documents: Document[]): Promise<void> {
    vectors.forEach((vector, i) => {
      this.rows.push({ vector: Float32Array.from(vector), document: documents[i] as Document });
    });
  }
  async addDocuments(documents: Document[]): Promise<void> {
    await this.addVectors(
      await this.embeddings.embedDocuments(documents.map((d) => d.pageContent)),
      documents,
    );
  }
  async similaritySearchVectorWithScore(query: number[], k: number): Promise<[Document, number][]> {
    return this.rows
      .map(({ vector, document }): [Document, number] => {
        let dot = 0;
        for (let i = 0; i < vector.length; i += 1) dot += (vector[i] as number) * (query[i] as number);
        return [document, dot];
      })
      .sort((a, b) => b[1] - a[1])
      .slice(0, k);
  }
}
