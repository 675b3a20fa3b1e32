/**
 * `npm run knowledge -- index-statutes`: makes the index over imported articles. Runs in a child process beside the server,
 * only reads the database, keeps every vector as it is made, and swaps the finished index in as a whole.
 */
import '../no-tracing.js';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HOW_TO_IMPORT } from '../../knowledge/how-to.js';
import { lawKey } from '../../knowledge/import/law-name.js';
import { loadKnowledge } from '../../knowledge/load.js';
import { readArticleKnowledge } from '../assembly/article-knowledge.js';
import { articleVectors, indexArticles, searchArticles } from '../assembly/build-articles.js';
import { databasePath } from '../assembly/open-stores.js';
import {
  articleIndexPath,
  articleVectorsDir,
  hashOfStatutes,
  readStatuteArticles,
} from '../assembly/statute-articles.js';
import { type Config, loadConfig } from '../config.js';
import { createProgress } from '../progress.js';
import { saveIndex } from '../retrieval/articles/index-file.js';
import { LocalEmbeddings } from '../retrieval/embedder.js';
import { holdAlone } from '../store/hold-alone.js';
import { migrate, openDatabase } from '../store/open-database.js';
import { StatuteStore } from '../store/statute-store.js';

const EXIT = { done: 0, nothing: 1, busy: 3 } as const;
/** A job can wait for the server's inserts, ms. */
const BUSY_TIMEOUT = 5000;

async function main(): Promise<number> {
  const config = loadConfig();
  if (!existsSync(databasePath(config.dataDir))) {
    console.error(HOW_TO_IMPORT);
    return EXIT.nothing;
  }
  const release = holdAlone(join(config.dataDir, 'index-statutes.lock'));
  if (!release) {
    console.error('另一个进程正在建法条索引，等它结束再来。什么都没有改。');
    return EXIT.busy;
  }
  const embedder = new LocalEmbeddings({ modelDir: config.modelDir, processes: config.embedders });
  try {
    return await build(config, embedder);
  } finally {
    await embedder.close();
    release();
  }
}

async function build(config: Config, embedder: LocalEmbeddings): Promise<number> {
  const database = openDatabase(databasePath(config.dataDir), BUSY_TIMEOUT);
  try {
    await migrate(database);
    const store = new StatuteStore(database.db, lawKey);
    const statutes = await store.all();
    if (statutes.length === 0) {
      console.error(HOW_TO_IMPORT);
      return EXIT.nothing;
    }
    const articles = await readStatuteArticles(store, statutes);
    const vectors = articleVectors(articleVectorsDir(config.dataDir), embedder);
    if (vectors.size > 0) console.info(`已有 ${vectors.size} 个向量，接着做。`);
    if (!(await embedder.start())) throw new Error(`向量模型没有起来：${config.modelDir}`);
    const { modelHash } = embedder;
    const { cards } = loadKnowledge(config.knowledgeDir);
    const knowledge = readArticleKnowledge(config.knowledgeDir, cards, modelHash ?? '', console.info);
    const bar = createProgress('算法条的向量');
    const index = await indexArticles(articles, knowledge.data.ranking, {
      vectors,
      embedder,
      progress: bar.update,
    }).finally(bar.stop);
    const questions = createProgress('算问法的向量');
    await searchArticles(index, knowledge, { vectors, embedder, progress: questions.update }).finally(
      questions.stop,
    );
    saveIndex(articleIndexPath(config.dataDir), index, {
      modelHash: modelHash as string,
      statutesHash: hashOfStatutes(statutes),
    });
    console.info(`法条索引建好了：${statutes.length} 个版本，${articles.length} 条。`);
    return EXIT.done;
  } finally {
    await database.close();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(
      `${error instanceof Error ? error.message : String(error)}\n原来的索引没有动；再运行一次会接着做。`,
    );
    process.exitCode = 1;
  },
);
