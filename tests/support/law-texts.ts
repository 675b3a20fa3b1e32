/** Official law texts (LawRefBook layout) as a test reads them: articles by number, and whether a gist is about one. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface LawText {
  articles: Map<string, string>;
  /** date of the newest version in the same folder, from file names; null where names carry none */
  newest: string | null;
}
const texts = new Map<string, LawText | null>();
const ARTICLE = /^(第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?)[\s　]*/u;

/** The text of a file, or of all files of a folder (民法典 is split in seven). */
export function lawText(root: string, file: string): LawText | null {
  const path = join(root, file);
  const known = texts.get(path);
  if (known !== undefined) return known;
  if (!existsSync(path)) return remember(path, null);
  const folder = statSync(path).isDirectory();
  const files = folder
    ? readdirSync(path)
        .filter((f) => f.endsWith('.md') && !f.startsWith('_'))
        .map((f) => join(path, f))
    : [path];
  const articles = new Map<string, string>();
  for (const f of files) addArticles(readFileSync(f, 'utf8'), articles);
  return remember(path, { articles, newest: folder ? null : newestVersion(path) });
}
const remember = (path: string, text: LawText | null): LawText | null => {
  texts.set(path, text);
  return text;
};

function addArticles(source: string, articles: Map<string, string>): void {
  let current: string | null = null;
  for (const raw of source.slice(source.indexOf('<!-- INFO END -->')).split('\n')) {
    const line = raw.replaceAll('**', '').trim();
    const found = ARTICLE.exec(line)?.[1];
    if (found) current = found;
    if (line.startsWith('#')) current = null;
    if (current && line)
      articles.set(current, `${articles.get(current) ?? ''}${line.replace(ARTICLE, '')}\n`);
  }
}

function newestVersion(path: string): string | null {
  const date = /\((\d{4}-\d{2}-\d{2})\)\.md$/u;
  const name = basename(path).replace(date, '');
  const dates = readdirSync(dirname(path)).flatMap((f) =>
    f.replace(date, '') === name ? (date.exec(f)?.[1] ?? []) : [],
  );
  return dates.sort().at(-1) ?? null;
}

/** Pairs of neighbouring Chinese characters: the smallest pieces that carry a subject. */
const pairs = (text: string): Set<string> => {
  const found = new Set<string>();
  for (const run of text.match(/\p{Script=Han}+/gu) ?? [])
    for (let i = 0; i + 2 <= run.length; i += 1) found.add(run.slice(i, i + 2));
  return found;
};
const counted = new WeakMap<LawText, Map<string, number>>();

/** In what share of a law's articles each pair occurs: 应当 says nothing, 押金 much. */
export function commonness(law: LawText | null | undefined): Map<string, number> {
  if (!law) return new Map();
  const known = counted.get(law);
  if (known) return known;
  const counts = new Map<string, number>();
  for (const text of law.articles.values())
    for (const p of pairs(text)) counts.set(p, (counts.get(p) ?? 0) + 1 / law.articles.size);
  counted.set(law, counts);
  return counts;
}

/**
 * A gist is in plain words and shares few with its article; but those it shares, weighed by how rare they are in that law,
 * are worth at least one very rare pair of characters, or two or three rarer ones.
 */
export function sharedSubject(gist: string, article: string, common: Map<string, number>): boolean {
  const there = pairs(article);
  const shared = [...pairs(gist)].filter((p) => there.has(p) && !FORMULA.has(p));
  const weight = shared.reduce(
    (sum, p) => sum + Math.min(3, -Math.log2(Math.max(common.get(p) ?? 0, 1e-4)) / 2),
    0,
  );
  return weight >= 3;
}
const FORMULA = new Set(
  '应当 可以 不得 规定 法律 依法 其他 或者 以及 的人 人民 有关 部门 情形 之一 下列 的应 当事 事人 的规 进行 按照 依照 本法 公民 承担 责任'.split(
    ' ',
  ),
);

/** Cosine from which a gist speaks of the same thing as a sentence of the article; about three of four other articles lie under it. */
export const NEAR = 0.66;
/** Cosine of a gist and the nearest sentence or paragraph of an article. */
export async function nearness(
  gist: string,
  article: string,
  embed: (text: string) => Promise<Float32Array>,
): Promise<number> {
  const paragraphs = article.split('\n').filter((p) => p.length > 3);
  const pieces = paragraphs.flatMap((p) => [p, ...p.split(/[。；]/u).filter((s) => s.length > 5)]);
  const wanted = await embed(gist);
  const cosines = pieces.map(async (piece) =>
    (await embed(piece)).reduce((n, x, i) => n + x * (wanted[i] ?? 0), 0),
  );
  return Math.max(-1, ...(await Promise.all(cosines)));
}
