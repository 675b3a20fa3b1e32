/**
 * The docx files of the national law database: title, a note in brackets with the dates, perhaps a table of contents,
 * text. A table of contents needs no care: it holds chapters without articles, and the first real chapter takes their place.
 */
import mammoth from 'mammoth';
import type { BodyLine } from './articles.js';
import { dateOfName, FileRefused, type RawLaw } from './raw-law.js';

const CHAPTER = /^第[一二三四五六七八九十百零〇]+(编|分编|章|节)(?=[ \u3000]|$)/u;
const LEVELS: Record<string, number> = { 编: 1, 分编: 2, 章: 3, 节: 4 };
/** The note names several dates in one paragraph; each becomes a line. */
const NOTE_BREAK = /[ \u3000]*(?=根据\d{4}年)|[\u3000]+|(?<=[过正订布行])[ ]+(?=\d{4}年)/u;

/** @throws FileRefused when it is no docx or not of that layout */
export async function readDocx(file: string, bytes: Buffer): Promise<RawLaw> {
  let text: string;
  try {
    text = (await mammoth.extractRawText({ buffer: bytes })).value;
  } catch {
    throw new FileRefused(file, '打不开，不是完整的 docx 文件');
  }
  const paragraphs = text
    .split('\n')
    .map((p) => p.replaceAll(/[\u200b\ufeff\u00a0]/gu, ' ').trim())
    .filter(Boolean);
  const open = paragraphs.findIndex((p) => /^[（(].*\d{4}年/u.test(p));
  if (open < 1) throw new FileRefused(file, '没有题注（题目下面括号里的通过、公布日期），不是法规库的版式');
  const close = paragraphs.findIndex((p, i) => i >= open && /[）)]$/u.test(p));
  if (close === -1 || close - open > 30) throw new FileRefused(file, '题注的括号没有合上，文件可能不完整');
  const note = paragraphs
    .slice(open, close + 1)
    .join('\u3000')
    .slice(1, -1);
  return {
    file,
    title: paragraphs
      .slice(0, open)
      .join('')
      .replaceAll(/[ \u3000]/gu, ''),
    part: null,
    history: note
      .split(NOTE_BREAK)
      .map((l) => l.trim().replace(/^根据/u, ''))
      .filter(Boolean),
    fileDate: dateOfName(file),
    lines: paragraphs.slice(close + 1).map(toLine),
  };
}

const toLine = (text: string): BodyLine => {
  const chapter = CHAPTER.exec(text)?.[1];
  if (chapter) return { level: LEVELS[chapter] ?? 3, text };
  return { level: /^附[ \u3000]*则$/u.test(text) ? 3 : null, text };
};
