/** What is seen of an article beside a question; the weights of these are data (knowledge/articles/ranking.yaml). */

export const FEATURES = [
  /** cosine of the article with the question as it is turned towards articles (query-map.ts), and as it is */
  'cosine',
  'plain_cosine',
  /** the better cosine of the articles before and after it */
  'beside',
  /** how much of what is near the question lies in its law */
  'law_share',
  /** keyword score as a share of the best one, and as it is */
  'keyword',
  'keyword_raw',
  /** nearest question written for the article, and how many near ones there are */
  'own_best',
  'own_sum',
  /** the same for questions of cards that cite it */
  'card_best',
  'card_sum',
  /** the same for answered questions given as evidence */
  'evidence_best',
  'evidence_sum',
  /** how often it, or its law, is cited or asked about: logarithms of counts */
  'own_prior',
  'own_law',
  'card_prior',
  'card_law',
  'evidence_prior',
  'evidence_law',
  /** 1 for a text that is no longer in force */
  'superseded',
] as const;
export type Feature = (typeof FEATURES)[number];
export type RankingWeights = Record<Feature, number>;

/** @param values in the order of FEATURES */
export const scoreOf = (values: Float32Array, weights: RankingWeights): number =>
  FEATURES.reduce((sum, f, i) => sum + (values[i] as number) * weights[f], 0);
