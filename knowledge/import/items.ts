/** Texts without 第…条: old rules and replies that count 一、 or 1. instead, and short ones that do not count at all. */
import type { Article, BodyLine } from './articles.js';
import { chineseToNumber } from './chinese-number.js';

const FAMILIES: RegExp[] = [
  /^([一二三四五六七八九十百]+)、/u,
  /^[（(]([一二三四五六七八九十]+)[）)]/u,
  /^(\d{1,3})[.．、](?!\d)/u,
];
/** A longer text without numbers cannot be cited as one piece, characters. */
const LONGEST_WHOLE = 3000;

/**
 * The pieces of such a text, or a sentence why it has none. A family of numbers counts when it starts at one and
 * runs on; a number that does not follow is a part of the piece before it.
 */
export function splitItems(lines: BodyLine[]): { articles: Article[]; refused: string | null } {
  for (const family of FAMILIES) {
    const articles = itemsBy(lines, family);
    if (articles.length >= 2) return { articles, refused: null };
  }
  const whole = lines
    .map((l) => l.text)
    .filter(Boolean)
    .join('\n');
  if (whole === '') return { articles: [], refused: '只有题目，没有正文' };
  if (whole.length > LONGEST_WHOLE)
    return { articles: [], refused: `没有分条，有 ${whole.length} 字，不能当一条引用` };
  return { articles: [{ number: '全文', text: whole, chapterPath: [] }], refused: null };
}

function itemsBy(lines: BodyLine[], family: RegExp): Article[] {
  const articles: Article[] = [];
  for (const { text } of lines) {
    const found = family.exec(text);
    const n = found?.[1] ? Number(found[1]) || chineseToNumber(found[1]) : 0;
    if (found && n === articles.length + 1)
      articles.push({ number: found[0].trim(), text: text.slice(found[0].length).trim(), chapterPath: [] });
    else {
      const last = articles.at(-1);
      if (last && text) last.text += last.text ? `\n${text}` : text;
    }
  }
  return articles;
}
