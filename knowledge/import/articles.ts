/** The one reader of articles: lines of a law's body become articles with their chapter path. */
import { ChapterPath, isNumberedTitle, isTitle } from './chapter-path.js';
import { chineseToNumber } from './chinese-number.js';

export interface Article {
  /** as the law writes it: 第四十三条, 第一百三十三条之一; 附件 for what follows the articles */
  number: string;
  /** all its paragraphs, joined with line breaks, without the number */
  text: string;
  /** headings above it, outermost first: 第二编 物权, 第一章 一般规定 */
  chapterPath: string[];
}
export interface Split {
  articles: Article[];
  /** where numbers are missing, for people: 第一条到第三条之间 */
  gaps: string[];
  /** why the text cannot be trusted, or null */
  broken: string | null;
}
/** A heading has a level (1 is outermost below the title); a line of text has none. */
export interface BodyLine {
  level: number | null;
  text: string;
}

const NUMERALS = '一二三四五六七八九十百千零〇';
/** 笫 is a slip of the pen that the collections hold; so is a blank before 条. */
const START = `^[第笫] ?([${NUMERALS}]+) ?条`;
const HEADING = new RegExp(`${START}(?:之([一二三四五六七八九十]+))?(?:[ \\u3000\\t]+|$)`, 'u');
/** Without a blank behind it only the very next number is a heading, and never a reference such as 第三条规定. */
const GLUED = new RegExp(`${START}(?![第规的、和至及款项中（(之])`, 'u');
/** Several articles on one line, as one of the collections has them. */
const INLINE = new RegExp(`(?<=[。；：”]) (?=第[${NUMERALS}]+条(?:之[一二三四五六七八九十]+)? )`, 'u');
const ANNEX =
  /^附(?![ \u3000]*则)(?:件|录|表|图)?[ \u3000]*(?:[一二三四五六七八九十1-9]{1,2})?(?:[：:].*|[ \u3000].*)?$/u;

/** @param base headings above everything, such as the part of a code that lies in several files */
export function splitArticles(lines: Iterable<BodyLine>, base: string[] = []): Split {
  const splitter = new Splitter(base);
  for (const { level, text } of lines) {
    if (level !== null) splitter.heading(level, text);
    else for (const piece of text.split(INLINE)) splitter.paragraph(piece.trim());
  }
  return splitter;
}

class Splitter implements Split {
  readonly articles: Article[] = [];
  readonly gaps: string[] = [];
  broken: string | null = null;
  private readonly path: ChapterPath;
  private current: Article | null = null;
  private annex = false;
  /** main number and the one after 之 */
  private last: [number, number] = [0, 0];

  constructor(base: string[]) {
    this.path = new ChapterPath(base);
  }

  heading(level: number, text: string): void {
    if (text === '') return;
    if (this.annex || (this.articles.length > 0 && ANNEX.test(text))) this.toAnnex(text);
    else {
      this.dropTitle();
      this.current = null;
      this.path.enter(level, text);
    }
  }

  paragraph(text: string): void {
    const found = HEADING.exec(text) ?? this.gluedNext(text);
    if (found) this.start(text, found);
    else if (this.annex || (this.articles.length > 0 && ANNEX.test(text))) this.toAnnex(text);
    else if (isNumberedTitle(text)) {
      this.dropTitle();
      this.current = null;
      this.path.enterUnmarked(text);
    } else this.append(text);
  }

  private gluedNext(text: string): RegExpExecArray | null {
    const found = GLUED.exec(text);
    return found && chineseToNumber(found[1] ?? '') === this.last[0] + 1 ? found : null;
  }

  private start(text: string, [all, main = '', sub]: RegExpExecArray): void {
    const at: [number, number] = [chineseToNumber(main), sub ? chineseToNumber(sub) : 0];
    const next = at[0] === this.last[0] + 1 && at[1] === 0;
    // an annex may hold articles of its own; only the very next number leads back out of it
    if (this.annex && !next) {
      this.append(text);
      return;
    }
    if (this.annex) this.leaveAnnex();
    this.dropTitle();
    const number = `第${main}条${sub ? `之${sub}` : ''}`;
    if (this.articles.length > 0 && !next) this.checkOrder(at, number);
    this.last = at;
    this.current = { number, text: text.slice(all.length).trim(), chapterPath: this.path.titles() };
    this.articles.push(this.current);
  }

  private checkOrder(at: [number, number], number: string): void {
    const before = this.articles.at(-1)?.number;
    const [main, sub] = this.last;
    if (at[0] === main && at[1] === sub + 1) return;
    if (at[0] > main || (at[0] === main && at[1] > sub)) this.gaps.push(`${before}到${number}之间`);
    else this.broken ??= `${before}之后又出现${number}`;
  }

  private toAnnex(text: string): void {
    if (this.annex) this.append(text);
    else {
      this.annex = true;
      this.current = { number: '附件', text, chapterPath: [] };
      this.articles.push(this.current);
    }
  }

  /** What looked like an annex stood between two articles: it belongs to the one before. */
  private leaveAnnex(): void {
    const annex = this.articles.pop();
    this.current = this.articles.at(-1) ?? null;
    if (annex) this.append(annex.text);
    this.annex = false;
  }

  /** Titles without a mark below an article are no part of it; at most two lines of one title. */
  private dropTitle(): void {
    const lines = this.current?.text.split('\n') ?? [];
    let title = '';
    for (let n = 0; n < 2 && lines.length > 1 && isTitle(lines.at(-1) ?? ''); n += 1)
      title = `${lines.pop()}${title}`;
    if (!this.current || title === '') return;
    this.current.text = lines.join('\n');
    this.path.enterUnmarked(title);
  }

  private append(text: string): void {
    if (this.current && text !== '') this.current.text += this.current.text ? `\n${text}` : text;
  }
}
