/** What leads to articles beside their own text, read from the knowledge folder. */
import { join } from 'node:path';
import { loadArticleData } from '../../knowledge/article-data.js';
import type { Card } from '../../knowledge/schema.js';
import { openMap } from '../retrieval/articles/query-map.js';
import type { ArticleKnowledge } from './build-articles.js';

export const mapPath = (knowledgeDir: string): string => join(knowledgeDir, 'articles', 'query-map.f32');

/** @param modelHash the map is used only with the model that it was made for. @throws KnowledgeError */
export function readArticleKnowledge(
  knowledgeDir: string,
  cards: Card[],
  modelHash: string,
  log: (message: string) => void,
): ArticleKnowledge {
  const map = openMap(mapPath(knowledgeDir), modelHash);
  if (typeof map === 'string') log(`${map}：法条按问题原来的向量查`);
  return { cards, data: loadArticleData(knowledgeDir), map: typeof map === 'string' ? null : map };
}
