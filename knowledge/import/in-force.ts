/** Since when a version is in force, from its own text; null where the text does not say it of this version. */
import type { Article } from './articles.js';
import { type Change, type HistoryEvent, plainDates, toIso } from './history.js';

export interface Dated {
  date: string;
  /** where it was read, for people */
  source: string;
}
const AT_END = 3;
const FORCE = '(?:施行|实施|生效|执行)';
const EXPLICIT = new RegExp(
  `(?:自|从|于)?(\\d{4})年(\\d{1,2})月(\\d{1,2})日(?:零时)?起?(?:正式|开始)?${FORCE}`,
  'u',
);
const ON_PUBLICATION = new RegExp(
  `(?:自|从)?(?:公布|发布|颁布|公告|通过|印发)之日起?(?:正式|开始)?${FORCE}`,
  'u',
);

interface LastWords {
  /** null: 自公布之日起 */
  date: string | null;
  article: string;
}

/** What the closing articles say about coming into force; also where a version may not be dated by it. */
export function lastWords(articles: Article[]): LastWords | null {
  const closing = articles
    .filter((a) => a.number.startsWith('第'))
    .slice(-AT_END)
    .reverse();
  for (const { number, text } of closing) {
    const plain = plainDates(text);
    const [, y, m, d] = EXPLICIT.exec(plain) ?? [];
    if (y && m && d) return { date: toIso(y, m, d), article: number };
    if (ON_PUBLICATION.test(plain)) return { date: null, article: number };
  }
  return null;
}

interface Known {
  events: HistoryEvent[];
  articles: Article[];
  change: Change;
  versionDate: string;
  /** when the text was passed or amended, where a line says so */
  passedOn: string | null;
}

/**
 * A title line first. The last article only for a first text or a revision (in an unknown text only a date that cannot
 * be an older text's). An amended text keeps the date of an older one in its last article: nothing is taken from it.
 */
export function inForceOf(known: Known): Dated | null {
  const { events, change, versionDate, passedOn } = known;
  const earliest = change === 'first' ? (passedOn ?? versionDate) : versionDate;
  const said = events.filter((e) => e.kind === 'in_force' && e.date >= earliest).at(-1);
  if (said) return { date: said.date, source: `题注：${said.line}` };
  const words = lastWords(known.articles);
  if (!words || change === 'amended') return null;
  if (words.date) {
    return words.date >= earliest ? { date: words.date, source: `末条（${words.article}）` } : null;
  }
  const published = change === 'unknown' ? null : publishedOn(known);
  return (
    published && {
      date: published.date,
      source: `末条（${words.article}）：自公布之日起；${published.source}`,
    }
  );
}

/** The day of publication: a line that says it, the congress's decision (published the same day), else the file's date. */
function publishedOn({ events, versionDate, passedOn }: Known): Dated | null {
  const line = events.find((e) => e.kind === 'published' && e.date === versionDate);
  if (line) return { date: line.date, source: `公布日见题注：${line.line}` };
  const passed = events.find((e) => e.date === versionDate && /人民代表大会|国务院令/u.test(e.line));
  if (passed) return { date: passed.date, source: `公布日见题注：${passed.line}` };
  return passedOn && passedOn < versionDate ? { date: versionDate, source: '公布日取文件名' } : null;
}
