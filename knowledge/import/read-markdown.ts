/** The LawRefBook layout: title, perhaps the part of a code, dated lines, `<!-- INFO END -->`, headings and text. */
import type { BodyLine } from './articles.js';
import { dateOfName, FileRefused, type RawLaw } from './raw-law.js';

const END_OF_INFO = '<!-- INFO END -->';
/** A second title such as 法释〔2025〕8号 is a document's number, not a part. */
const DOCUMENT_NUMBER = /[〔［[]\d{4}[〕］\]]/u;

/** Text of the body as lines; also for callers that need the articles alone. */
export function markdownLines(body: string): BodyLine[] {
  return body.split('\n').flatMap((raw): BodyLine[] => {
    const text = raw.replaceAll(/[\u200b\ufeff]|\*\*/gu, '').trim();
    if (text === '' || text.startsWith('<!--') || /^\|[-| :]*$/u.test(text)) return [];
    const heading = /^(#{1,6})\s*(.*)$/u.exec(text);
    return [heading ? { level: heading[1]?.length ?? 1, text: heading[2] ?? '' } : { level: null, text }];
  });
}

/** Everything behind the head of a file. */
export const bodyOf = (markdown: string): string => markdown.split(END_OF_INFO).at(-1) ?? '';

/** @throws FileRefused when the layout is another */
export function readMarkdown(file: string, source: string): RawLaw {
  if (source.trim() === '') throw new FileRefused(file, '文件是空的');
  if (!source.includes(END_OF_INFO))
    throw new FileRefused(file, `没有“${END_OF_INFO}”一行，题注和正文分不开，文件可能不完整`);
  const head = markdownLines(source.slice(0, source.indexOf(END_OF_INFO)));
  const titles = head.filter((l) => l.level !== null).map((l) => l.text);
  const title = titles[0];
  if (!title) throw new FileRefused(file, '没有题目（以 # 开头的一行）');
  const second = titles[1] && !DOCUMENT_NUMBER.test(titles[1]) ? titles[1] : null;
  return {
    file,
    title,
    part: second,
    history: head.filter((l) => l.level === null).map((l) => l.text),
    fileDate: dateOfName(file),
    lines: markdownLines(bodyOf(source)),
  };
}
