/** Opens the search over imported articles when somebody asks for it: index file, knowledge, store. */
import { existsSync } from 'node:fs';
import { HOW_TO_IMPORT, HOW_TO_INDEX } from '../../knowledge/how-to.js';
import { lawKey } from '../../knowledge/import/law-name.js';
import type { Card } from '../../knowledge/schema.js';
import type { Config } from '../config.js';
import type { ArticleHit, ArticleSearch } from '../retrieval/articles/article-search.js';
import { openIndex } from '../retrieval/articles/index-file.js';
import type { LocalEmbeddings } from '../retrieval/embedder.js';
import type { Progress } from '../retrieval/vector-cache.js';
import { migrate, openDatabase } from '../store/open-database.js';
import { type Statute, type StatuteArticle, type Validity, validityOn } from '../store/statute.js';
import { StatuteStore } from '../store/statute-store.js';
import { readArticleKnowledge } from './article-knowledge.js';
import { articleVectors, searchArticles } from './build-articles.js';
import { databasePath } from './open-stores.js';
import { articleIndexPath, articleVectorsDir, hashOfStatutes } from './statute-articles.js';

/** A command can wait for the server's inserts, ms. */
const BUSY_TIMEOUT = 5000;
/** Ranked articles that are looked at for as many in force as were asked for. */
const LOOKED_AT = 5;

export interface FoundArticle {
  statute: Statute;
  /** every version of that law */
  versions: Statute[];
  article: StatuteArticle;
  validity: Validity;
  score: number;
}
export interface Articles {
  /** best first; only what is in force, or only what is not */
  find(
    text: string,
    options: { day: string; limit: number },
  ): Promise<{ inForce: FoundArticle[]; past: FoundArticle[] }>;
  /** what should be done about the index, or null */
  readonly remark: string | null;
  close(): Promise<void>;
}

/** @returns the search, or a sentence that says what is missing. @param embedder started */
export async function openArticles(
  config: Config,
  cards: Card[],
  embedder: LocalEmbeddings,
  progress?: Progress,
): Promise<Articles | string> {
  const file = databasePath(config.dataDir);
  if (!existsSync(file)) return HOW_TO_IMPORT;
  const database = openDatabase(file, BUSY_TIMEOUT);
  const give = async (sentence: string): Promise<string> => {
    await database.close();
    return sentence;
  };
  try {
    await migrate(database);
    const store = new StatuteStore(database.db, lawKey);
    const statutes = await store.all();
    if (statutes.length === 0) return give(HOW_TO_IMPORT);
    const index = openIndex(articleIndexPath(config.dataDir));
    if (!index) return give(`导入了 ${statutes.length} 个版本，还没有能用的索引。${HOW_TO_INDEX}`);
    if (index.modelHash !== embedder.modelHash) return give(`索引是用另一个向量模型建的。${HOW_TO_INDEX}`);
    const search = await searchArticles(
      index,
      readArticleKnowledge(config.knowledgeDir, cards, index.modelHash, () => {}),
      {
        vectors: articleVectors(articleVectorsDir(config.dataDir), embedder),
        embedder,
        ...(progress ? { progress } : {}),
      },
    );
    const stale = index.statutesHash !== hashOfStatutes(statutes);
    return {
      remark: stale ? `法规库在建索引以后又变了，新内容还查不到。${HOW_TO_INDEX}` : null,
      find: async (text, { day, limit }) =>
        split(await resolve(search, store, text, await embedder.embed(text), { day, limit }), limit),
      close: () => database.close(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function resolve(
  search: ArticleSearch,
  store: StatuteStore,
  text: string,
  vector: Float32Array,
  { day, limit }: { day: string; limit: number },
): Promise<FoundArticle[]> {
  const out: FoundArticle[] = [];
  for (const hit of search.search({ text, vector }, limit * LOOKED_AT)) {
    const found = await read(search, store, hit, day);
    if (found) out.push(found);
  }
  return out;
}

/** Null when the version was replaced since the index was made. */
async function read(
  search: ArticleSearch,
  store: StatuteStore,
  { at, score }: ArticleHit,
  day: string,
): Promise<FoundArticle | null> {
  const { statute: id, seq } = search.parts.articles[at]?.ref ?? { statute: -1, seq: -1 };
  const statute = await store.byId(id);
  const article = await store.articleBySeq(id, seq);
  if (!statute || !article) return null;
  const versions = await store.versions(statute.name);
  return { statute, versions, article, validity: validityOn(statute, versions, day), score };
}

const split = (found: FoundArticle[], limit: number) => {
  const now = (f: FoundArticle): boolean => f.validity === 'in_force';
  return { inForce: found.filter(now).slice(0, limit), past: found.filter((f) => !now(f)).slice(0, limit) };
};
