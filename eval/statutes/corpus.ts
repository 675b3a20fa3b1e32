/** A collection's folder as the articles that search is measured over, read by the import's own reader. */
import { readCollection } from '../../knowledge/import/import-statutes.js';
import type { ParsedLaw } from '../../knowledge/import/parse-law.js';
import { registeredNames } from '../../knowledge/import/registry.js';
import type { Law } from '../../knowledge/schema.js';
import type { SearchArticle } from '../../server/retrieval/articles/article.js';

/**
 * The newest version of each law; with `superseded` every version.
 * @param laws knowledge/laws.yaml: more names of a law
 * @throws NoCollection
 */
export async function readCorpus(
  folder: string,
  laws: Law[],
  { superseded, progress }: { superseded: boolean; progress: (done: number, total: number) => void },
): Promise<SearchArticle[]> {
  const { laws: parsed } = await readCollection(folder, laws, progress);
  const newest = new Map<string, ParsedLaw>();
  for (const p of parsed) {
    const old = newest.get(p.law);
    if (!old || old.versionDate < p.versionDate) newest.set(p.law, p);
  }
  const names = registeredNames(laws);
  const isNewest = (p: ParsedLaw) => newest.get(p.law) === p;
  return parsed
    .filter((p) => superseded || isNewest(p))
    .flatMap((p, statute) =>
      p.articles.map((a, seq) => ({
        law: p.name,
        short: [...new Set([...p.shortNames, ...(names.get(p.law) ?? [])])],
        number: a.number,
        chapterPath: a.chapterPath,
        text: a.text,
        superseded: !isNewest(p),
        ref: { statute, seq },
      })),
    );
}
