/** Makes the search over articles: from articles wherever they were read, the knowledge that leads to them, and the model. */
import { join } from 'node:path';
import type { ArticleData } from '../../knowledge/article-data.js';
import type { Card } from '../../knowledge/schema.js';
import {
  embeddedText,
  type IndexedArticle,
  plainName,
  type SearchArticle,
} from '../retrieval/articles/article.js';
import { ArticleSearch } from '../retrieval/articles/article-search.js';
import { Asked, type AskedQuestion } from '../retrieval/articles/asked.js';
import { Bm25, type Fields } from '../retrieval/articles/bm25.js';
import { FEATURES, type RankingWeights } from '../retrieval/articles/features.js';
import type { ArticleIndex } from '../retrieval/articles/index-file.js';
import { Int8Matrix } from '../retrieval/articles/int8-matrix.js';
import type { QueryMap } from '../retrieval/articles/query-map.js';
import { VectorLog } from '../retrieval/articles/vector-log.js';
import type { LocalEmbeddings } from '../retrieval/embedder.js';
import { tokenize } from '../retrieval/keyword-index.js';
import type { Progress } from '../retrieval/vector-cache.js';
import { citedKey, positionsByKey } from './article-keys.js';

/** Nearest questions that are looked at: ours and the cards' are many a trouble, evidence is one a question. */
const NEAREST = { own: 30, cards: 30, evidence: 20 } as const;

/** A question with the articles that answer it, by name. */
export interface Answered {
  text: string;
  gold: { law: string; article: string }[];
}
export interface ArticleKnowledge {
  cards: Pick<Card, 'questions' | 'citations'>[];
  data: ArticleData;
  /** turns questions towards articles; null where there is none for the model */
  map: QueryMap | null;
}
export interface ArticleModel {
  /** vectors made so far */
  vectors: VectorLog;
  embedder: LocalEmbeddings;
  progress?: Progress;
}

/** @param folder for cached vectors. @throws Error without a model */
export function articleVectors(folder: string, embedder: LocalEmbeddings): VectorLog {
  if (!embedder.modelHash) throw new Error(`向量模型文件缺失：${embedder.modelDir}`);
  return new VectorLog(join(folder, `articles-${embedder.modelHash.slice(0, 16)}.i8`));
}

const fieldsOf = (a: SearchArticle): Fields => [
  tokenize(a.text),
  tokenize([plainName(a.law), ...a.short.filter((s) => !plainName(a.law).includes(s))].join(' ')),
  tokenize(a.chapterPath.join(' ')),
];

/** Embeds what has no vector yet. @throws ModelUnavailable; what was embedded until then is kept */
export async function indexArticles(
  articles: SearchArticle[],
  { fields }: ArticleData['ranking'],
  { vectors, embedder, progress }: ArticleModel,
): Promise<ArticleIndex> {
  const made = await vectors.vectorsFor(articles.map(embeddedText), embedder, progress);
  const { postings } = Bm25.build(articles.map(fieldsOf), [fields.text, fields.law, fields.chapter]);
  return {
    articles: articles.map(({ text: _t, chapterPath: _c, ...indexed }) => indexed),
    vectors: made,
    postings,
  };
}

/** The search over an index, with the questions of cards and articles that lead into it; embeds those it does not know. */
export async function searchArticles(
  { articles, vectors, postings }: ArticleIndex,
  knowledge: ArticleKnowledge,
  model: ArticleModel,
): Promise<ArticleSearch> {
  const { words, ranking } = knowledge.data;
  const { own, cards } = questionsOf(articles, knowledge);
  const texts = [...own, ...cards].map((q) => q.text);
  const asked = await model.vectors.vectorsFor(texts, model.embedder, model.progress);
  return new ArticleSearch({
    articles,
    vectors: new Int8Matrix(vectors),
    map: knowledge.map,
    keyword: new Bm25(postings),
    words,
    wordWeight: ranking.word_weight,
    own: new Asked(own, asked.slice(0, own.length), NEAREST.own),
    cards: new Asked(cards, asked.slice(own.length), NEAREST.cards),
    evidence: null,
    weights: weightsOf(ranking.plain),
  });
}

/** The same search that also knows answered questions. @param weights fitted with evidence */
export async function withEvidence(
  search: ArticleSearch,
  evidence: Answered[],
  weights: RankingWeights,
  { vectors, embedder }: ArticleModel,
): Promise<ArticleSearch> {
  const find = finder(search.parts.articles);
  const known = evidence.map((e) => ({ text: e.text, articles: find(e.gold) })).filter(leads);
  const list = await vectors.vectorsFor(
    known.map((q) => q.text),
    embedder,
  );
  return new ArticleSearch({ ...search.parts, evidence: new Asked(known, list, NEAREST.evidence), weights });
}

/** A feature that the file does not name weighs nothing. */
export const weightsOf = (given: Record<string, number>): RankingWeights =>
  Object.fromEntries(FEATURES.map((f) => [f, given[f] ?? 0])) as RankingWeights;

type Cited = { law: string; article: string };

/** Positions of cited articles, the text in force where there are several versions. */
function finder(articles: IndexedArticle[]): (cited: Cited[]) => number[] {
  const positions = positionsByKey(articles);
  return (cited) => cited.flatMap((c) => positions.get(citedKey(c))?.[0] ?? []);
}
const leads = (q: AskedQuestion): boolean => q.articles.length > 0;

/** Our questions with their articles; one that leads to no article here is left out. */
export function questionsOf(
  articles: IndexedArticle[],
  { cards, data }: Pick<ArticleKnowledge, 'cards' | 'data'>,
): Record<'own' | 'cards', AskedQuestion[]> {
  const find = finder(articles);
  const asked = (texts: string[], cited: Cited[]): AskedQuestion[] => {
    const found = find(cited);
    return texts.map((text) => ({ text, articles: found }));
  };
  return {
    own: data.asked.flatMap((a) => asked(a.questions, [a])).filter(leads),
    cards: cards.flatMap((c) => asked(c.questions, c.citations)).filter(leads),
  };
}
