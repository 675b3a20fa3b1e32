/** Reads law text in the LawRefBook Markdown layout: articles by number. Statute text is never committed. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Law } from './schema.js';

const ARTICLE = /^(第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?)[ \u3000\t]*/u;

/** Article number -> whole text of the article (all its paragraphs). */
export function parseArticles(markdown: string): Map<string, string> {
  const out = new Map<string, string>();
  const body = markdown.split('<!-- INFO END -->').at(-1) ?? '';
  let current: string | null = null;
  for (const line of body.split('\n')) {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) {
      if (text.startsWith('#')) current = null;
      continue;
    }
    const found = ARTICLE.exec(text);
    if (found) {
      current = found[1] as string;
      if (!out.has(current)) out.set(current, text.slice(found[0].length));
    } else if (current) out.set(current, `${out.get(current) ?? ''}\n${text}`);
  }
  return out;
}

/** Articles of a law of the registry, or null when its file is not in the folder. 民法典 is a folder of parts. */
export function articlesOf(law: Law, folder: string): Map<string, string> | null {
  if (!law.file) return null;
  const path = join(folder, law.file);
  if (!existsSync(path)) return null;
  if (!statSync(path).isDirectory()) return parseArticles(readFileSync(path, 'utf8'));
  const all = new Map<string, string>();
  for (const name of readdirSync(path).filter((n) => n.endsWith('.md') && !n.startsWith('_'))) {
    for (const [no, text] of parseArticles(readFileSync(join(path, name), 'utf8'))) all.set(no, text);
  }
  return all;
}
