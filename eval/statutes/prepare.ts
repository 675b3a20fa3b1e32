/** What every measurement over statutes needs: the corpus, the product's search over it, and question vectors. */
import { join } from 'node:path';
import { readLaws } from '../../knowledge/commands/read-laws.js';
import { loadFast } from '../../knowledge/snapshot.js';
import { articleKeys } from '../../server/assembly/article-keys.js';
import { readArticleKnowledge } from '../../server/assembly/article-knowledge.js';
import {
  type ArticleKnowledge,
  articleVectors,
  indexArticles,
  searchArticles,
} from '../../server/assembly/build-articles.js';
import type { Config } from '../../server/config.js';
import { createProgress } from '../../server/progress.js';
import type { SearchArticle } from '../../server/retrieval/articles/article.js';
import type { ArticleSearch } from '../../server/retrieval/articles/article-search.js';
import type { Int8Vector, VectorLog } from '../../server/retrieval/articles/vector-log.js';
import { LocalEmbeddings } from '../../server/retrieval/embedder.js';
import { readCorpus } from './corpus.js';

export interface Prepared {
  corpus: SearchArticle[];
  /** names under which a result counts as a gold article, by position */
  keys: string[][];
  knowledge: ArticleKnowledge;
  /** by position */
  articleVectors: Int8Vector[];
  /** without evidence */
  search: ArticleSearch;
  vectors: VectorLog;
  embedder: LocalEmbeddings;
  /** vectors of questions, in order; never stored */
  embed(texts: string[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/** @throws NoCollection, KnowledgeError, or Error without a model */
export async function prepare(config: Config, folder: string, superseded: boolean): Promise<Prepared> {
  const reading = createProgress('读法规');
  const corpus = await readCorpus(folder, readLaws(config.knowledgeDir), {
    superseded,
    progress: reading.update,
  }).finally(reading.stop);
  const { cards } = loadFast(config.knowledgeDir, join(config.distDir, 'knowledge.json'));
  const embedder = new LocalEmbeddings({ modelDir: config.modelDir, processes: config.embedders });
  const knowledge = readArticleKnowledge(config.knowledgeDir, cards, embedder.modelHash ?? '', (message) =>
    process.stderr.write(`${message}\n`),
  );
  const bars: { stop(): void }[] = [];
  const progressOf = (label: string) => {
    const view = createProgress(label);
    bars.push(view);
    return view.update;
  };
  try {
    const vectors = articleVectors(join(config.distDir, 'vectors'), embedder);
    if (!(await embedder.start())) throw new Error('向量模型没有起来');
    const model = { vectors, embedder, progress: progressOf('算法条的向量') };
    const index = await indexArticles(corpus, knowledge.data.ranking, model);
    const search = await searchArticles(index, knowledge, { ...model, progress: progressOf('算问法的向量') });
    return {
      corpus,
      keys: corpus.map(articleKeys),
      knowledge,
      articleVectors: index.vectors,
      search,
      vectors,
      embedder,
      embed: (texts) => embedAll(texts, embedder, progressOf('算问题的向量')),
      close: async () => {
        for (const bar of bars) bar.stop();
        await embedder.close();
      },
    };
  } catch (error) {
    await embedder.close();
    throw error;
  }
}

async function embedAll(
  texts: string[],
  embedder: LocalEmbeddings,
  progress: (done: number, total: number) => void,
): Promise<Float32Array[]> {
  let done = 0;
  progress(0, texts.length);
  return Promise.all(
    texts.map(async (text) => {
      const vector = await embedder.embed(text);
      done += 1;
      progress(done, texts.length);
      return vector;
    }),
  );
}
