/** Everything imported, as what search indexes; reads version by version, for jobs and commands, never in a turn. */
import { join } from 'node:path';
import type { SearchArticle } from '../retrieval/articles/article.js';
import { sha256 } from '../retrieval/entries.js';
import type { Statute } from '../store/statute.js';
import type { StatuteStore } from '../store/statute-store.js';

export const articleIndexPath = (dataDir: string): string => join(dataDir, 'index', 'articles.idx');
export const articleVectorsDir = (dataDir: string): string => join(dataDir, 'index');

/** Changes with every import that changes a version: ids are never used twice. */
export const hashOfStatutes = (statutes: Statute[]): string =>
  sha256(JSON.stringify(statutes.map((s) => [s.id, s.law, s.versionDate, s.shortNames])));

/** All articles of all versions; `superseded` where a newer version of the law is stored or another law took its place. */
export async function readStatuteArticles(
  store: StatuteStore,
  statutes: Statute[],
): Promise<SearchArticle[]> {
  const newest = new Map<string, string>();
  for (const s of statutes) if ((newest.get(s.law) ?? '') < s.versionDate) newest.set(s.law, s.versionDate);
  const out: SearchArticle[] = [];
  for (const s of statutes) {
    const superseded = s.versionDate !== newest.get(s.law) || s.supersededBy !== null;
    for (const { number, chapterPath, text, seq } of await store.articles(s.id))
      out.push({
        law: s.name,
        short: s.shortNames,
        number,
        chapterPath,
        text,
        superseded,
        ref: { statute: s.id, seq },
      });
  }
  return out;
}
