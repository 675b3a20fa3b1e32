/** The dated lines under a title: what happened to the law on which day. */
import { chineseToNumber } from './chinese-number.js';

export type EventKind = 'passed' | 'published' | 'revised' | 'amended' | 'in_force';
export interface HistoryEvent {
  /** YYYY-MM-DD */
  date: string;
  kind: EventKind;
  /** the word of the line, for labels: 修正, 修订, 通过, 公布 */
  word: string;
  line: string;
}
/**
 * first: as passed. revised (修订): all of it was written anew, its last article has its own date.
 * amended (修正, or changed by a decision): its last article keeps the date of an older text. unknown: cannot be told.
 */
export type Change = 'first' | 'revised' | 'amended' | 'unknown';

const DATE = /(\d{4})年(\d{1,2})月(\d{1,2})日/u;
const STARTS = /(?=(?:根据)?\d{4}年\d{1,2}月\d{1,2}日)/u;
const YEAR = 365 * 86_400_000;

export const toIso = (year: string, month: string, day: string): string =>
  `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
/** 2023-09-01 -> 2023年9月1日 */
export const toChinese = (iso: string): string => {
  const [y, m, d] = iso.split('-').map(Number);
  return `${y}年${m}月${d}日`;
};

/** 一九九四年十二月六日 -> 1994年12月6日; other text stays. Full-width digits become plain ones. */
export function plainDates(text: string): string {
  const digit = (c: string) => String(Math.max(0, '〇一二三四五六七八九'.indexOf(c.replace(/[零○]/u, '〇'))));
  return text
    .replaceAll(/[０-９]/gu, (c) => c.normalize('NFKC'))
    .replaceAll(
      /([一二三四五六七八九〇零○]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日/gu,
      (_, y: string, m: string, d: string) =>
        `${[...y].map(digit).join('')}年${chineseToNumber(m)}月${chineseToNumber(d)}日`,
    );
}

/** Events in the order of the lines; a line without a date goes on the one before it. */
export function parseHistory(lines: string[]): HistoryEvent[] {
  const joined: string[] = [];
  for (const raw of lines) {
    const line = plainDates(raw)
      .replaceAll(/[（(]?(.*?)[）)]?$/gu, '$1')
      .trim();
    if (DATE.test(line) || joined.length === 0) joined.push(line);
    else joined[joined.length - 1] += line;
  }
  return joined.flatMap((line) => line.split(STARTS)).flatMap(eventsOf);
}

function eventsOf(line: string): HistoryEvent[] {
  const [, y, m, d] = DATE.exec(line) ?? [];
  if (!y || !m || !d) return [];
  const date = toIso(y, m, d);
  const outside = line.replaceAll(/《[^》]*》/gu, '《》');
  const events: HistoryEvent[] = [];
  const add = (kind: EventKind, word: string) => events.push({ date, kind, word, line: line.trim() });
  const word = /修正|修订|修改/u.exec(outside)?.[0];
  if (/《[^》]*修正案/u.test(line)) add('amended', '修正');
  else if (word === '修订' && !/《》/u.test(outside)) add('revised', word);
  else if (word) add('amended', word === '修改' ? '修正' : word);
  else if (/通过|批准/u.test(outside)) add('passed', '通过');
  else if (/公布|发布|印发/u.test(outside)) add('published', '公布');
  if (/(施行|实施|生效|执行)[。，]?$/u.test(outside.trim())) add('in_force', '施行');
  return events;
}

const days = (a: string, b: string): number => Date.parse(a) - Date.parse(b);
const rank: Record<EventKind, number> = { in_force: 0, published: 1, passed: 2, amended: 3, revised: 3 };
const isChange = (e: HistoryEvent) => e.kind !== 'in_force';

/** The newest event that made this text; of several on one day the one that says most. */
export const lastChange = (events: HistoryEvent[]): HistoryEvent | null =>
  events
    .filter(isChange)
    .sort((a, b) => days(b.date, a.date) || rank[b.kind] - rank[a.kind])
    .at(0) ?? null;

/** What the version of that date is, from the events up to it. */
export function changeOf(events: HistoryEvent[], versionDate: string): Change {
  const last = lastChange(events);
  if (!last || days(versionDate, last.date) > YEAR) return 'unknown';
  const written = lastChange(events.filter((e) => e.kind === 'amended' || e.kind === 'revised'));
  if (written && days(last.date, written.date) <= YEAR) return written.kind as 'amended' | 'revised';
  const changes = events.filter(isChange).map((e) => e.date);
  return changes.some((d) => days(last.date, d) > 2 * YEAR) ? 'unknown' : 'first';
}

/** 2023年9月1日修正; 文本 where no line has that date: never a guess. */
export function versionLabel(events: HistoryEvent[], versionDate: string): string {
  const event = lastChange(events.filter((e) => e.date === versionDate));
  return `${toChinese(versionDate)}${event?.word ?? '文本'}`;
}
