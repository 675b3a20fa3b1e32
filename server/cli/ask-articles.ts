/** `npm run ask -- --articles`: the articles that fit a question best, with version and validity; no advice. */
import { validityLine } from '../../knowledge/commands/statutes.js';
import { type Articles, type FoundArticle, openArticles } from '../assembly/open-articles.js';
import { loadConfig } from '../config.js';
import { createProgress } from '../progress.js';
import { LocalEmbeddings } from '../retrieval/embedder.js';
import { readCards } from './read-cards.js';

/** How many are shown. */
const SHOWN = 5;

/** @param day YYYY-MM-DD: validity on that day. @returns the exit code: 1 where nothing is imported or indexed */
export async function askArticles(text: string, json: boolean, day: string): Promise<number> {
  const config = loadConfig();
  const embedder = new LocalEmbeddings({ modelDir: config.modelDir, processes: 1 });
  const progress = createProgress('准备问法的向量');
  try {
    if (!(await embedder.start())) throw new Error(`向量模型没有起来：${config.modelDir}`);
    const articles = await openArticles(config, readCards(config), embedder, progress.update);
    if (typeof articles === 'string') {
      console.error(articles);
      return 1;
    }
    await show(articles, text, json, day).finally(() => articles.close());
    return 0;
  } finally {
    progress.stop();
    await embedder.close();
  }
}

async function show(articles: Articles, text: string, json: boolean, day: string): Promise<void> {
  const { inForce, past } = await articles.find(text, { day, limit: SHOWN });
  if (articles.remark) console.error(articles.remark);
  if (json) {
    console.info(
      JSON.stringify({
        articles: inForce.map((f) => plain(f, day)),
        superseded: past.map((f) => plain(f, day)),
      }),
    );
    return;
  }
  console.info('可能相关的法条（按相关程度排列，不是法律意见）');
  for (const found of inForce) console.info(`\n${paragraph(found, day)}`);
  if (past.length > 0) console.info(`\n以下条文不是现行法，只供查旧事：`);
  for (const found of past) console.info(`\n${paragraph(found, day)}`);
}

const paragraph = ({ statute, versions, article }: FoundArticle, day: string): string =>
  `${statute.name} ${article.number}\n版本：${statute.version}\n效力：${validityLine(statute, versions, day)}\n${article.text}`;

const plain = ({ statute, versions, article, validity, score }: FoundArticle, day: string) => ({
  law: statute.name,
  article: article.number,
  version: statute.version,
  validity,
  validityText: validityLine(statute, versions, day),
  text: article.text,
  textHash: article.textHash,
  score,
});
