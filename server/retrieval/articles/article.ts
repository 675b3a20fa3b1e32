/** What search over statutes knows of one article, wherever it was read from. */

export interface SearchArticle {
  /** 中华人民共和国民法典 */
  law: string;
  /** other names of the law: 民法典 */
  short: string[];
  /** 第五百七十七条 */
  number: string;
  /** headings above it, outermost first */
  chapterPath: string[];
  text: string;
  /** a newer version, or another law, took its place */
  superseded: boolean;
  /** where its whole record lies: the store's version id and seq, or the position in a collection */
  ref: { statute: number; seq: number };
}

/** What remains of an article once it is indexed; its text stays where it was read from. */
export type IndexedArticle = Omit<SearchArticle, 'text' | 'chapterPath'>;

/** Longer articles are cut here before they are embedded: what they are about stands at their beginning (unit: characters). */
const EMBEDDED = 220;

export const plainName = (law: string): string => law.replaceAll('中华人民共和国', '');

/** What of an article is embedded: law, number, text. The key of a cached vector is the hash of exactly this. */
export const embeddedText = (a: Pick<SearchArticle, 'law' | 'number' | 'text'>): string =>
  `${plainName(a.law)} ${a.number} ${a.text.replaceAll(/\s+/gu, '')}`.slice(0, EMBEDDED);
