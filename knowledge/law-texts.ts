/** Articles of the laws that the registry names, straight from a collection's folder. Statute text is never committed. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { splitArticles } from './import/articles.js';
import { bodyOf, markdownLines } from './import/read-markdown.js';
import type { Law } from './schema.js';

/** Article number -> whole text of the article (all its paragraphs). */
const parseArticles = (markdown: string): [string, string][] =>
  splitArticles(markdownLines(bodyOf(markdown))).articles.map((a) => [a.number, a.text]);

/** Articles of a law of the registry, or null when its file is not in the folder. 民法典 is a folder of parts. */
export function articlesOf(law: Law, folder: string): Map<string, string> | null {
  if (!law.file) return null;
  const path = join(folder, law.file);
  if (!existsSync(path)) return null;
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((n) => n.endsWith('.md') && !n.startsWith('_'))
        .map((n) => join(path, n))
    : [path];
  return new Map(files.flatMap((f) => parseArticles(readFileSync(f, 'utf8'))));
}
