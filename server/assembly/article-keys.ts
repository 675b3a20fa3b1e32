/** Articles by what people call them: any name of the law, and the number. */
import { lawKey } from '../../knowledge/import/law-name.js';
import type { IndexedArticle } from '../retrieval/articles/article.js';

const key = (law: string, number: string): string => `${lawKey(law)} ${number}`;

export const articleKeys = (a: Pick<IndexedArticle, 'law' | 'short' | 'number'>): string[] => [
  ...new Set([a.law, ...a.short].map((name) => key(name, a.number))),
];
export const citedKey = (cited: { law: string; article: string }): string => key(cited.law, cited.article);

/** key -> positions; texts in force before superseded ones of the same name and number. */
export function positionsByKey(articles: IndexedArticle[]): Map<string, number[]> {
  const out = new Map<string, number[]>();
  articles.forEach((a, at) => {
    for (const k of articleKeys(a)) out.set(k, [...(out.get(k) ?? []), at]);
  });
  for (const list of out.values())
    list.sort((a, b) => Number(articles[a]?.superseded) - Number(articles[b]?.superseded) || a - b);
  return out;
}
