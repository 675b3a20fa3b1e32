/** The headings above an article: 第二编 审判程序, 第十二章 第一审普通程序. */

const UNIT = /^第[^ ]+?(分编|编|章|节)(?=[ \u3000]|$)/u;
const UNITS = ['编', '分编', '章', '节'];
const unitOf = (text: string): number => UNITS.indexOf(UNIT.exec(text)?.[1] ?? '');

const TITLE_LINE = /^[^。；：，！？＝=×]{2,30}$/u;
/** A line without a mark that can only be a title: short, without punctuation. */
export const isTitle = (line: string): boolean => TITLE_LINE.test(line) && !/[）.)、…】]$/u.test(line);
/** A title that says itself what it is: 第二分编 大气污染防治. */
export const isNumberedTitle = (line: string): boolean => UNIT.test(line) && isTitle(line);

export class ChapterPath {
  private readonly path: { level: number; text: string }[];

  /** @param base headings above everything, such as the part of a code that lies in several files */
  constructor(base: string[]) {
    this.path = base.map((text) => ({ level: 0, text }));
  }

  /** A heading takes the place of all that are not above it. */
  enter(level: number, text: string): void {
    while (this.path.length > 0 && (this.path.at(-1)?.level ?? 0) >= level) this.path.pop();
    this.path.push({ level, text: chapterTitle(text) });
  }

  /** A heading that lost its mark: beside the last of its kind, else just below the next greater one. */
  enterUnmarked(title: string): void {
    this.enter(this.levelOf(title), title);
  }

  titles(): string[] {
    return this.path.map((p) => p.text);
  }

  private levelOf(title: string): number {
    if (/^附\s*则$/u.test(title)) return this.path[0]?.level ?? 1;
    const unit = unitOf(title);
    if (unit === -1) return this.path.at(-1)?.level ?? 1;
    const alike = this.path.findLast((p) => unitOf(p.text) === unit);
    if (alike) return alike.level;
    return (this.path.findLast((p) => unitOf(p.text) < unit)?.level ?? 1) + 0.5;
  }
}

/** 第一章　总　则 -> 第一章 总则 */
function chapterTitle(text: string): string {
  const plain = text.replaceAll(/\s+/gu, ' ');
  const [, number = '', title = plain] = /^(第\S+?(?:编|章|节)) ?(.*)$/u.exec(plain) ?? [];
  const closed = title.replaceAll(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '');
  return [number, closed].filter(Boolean).join(' ');
}
