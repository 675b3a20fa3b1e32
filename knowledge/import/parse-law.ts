/** From a file's parts to one version of a law: name, dates with their sources, articles. */
import { createHash } from 'node:crypto';
import { type Article, splitArticles } from './articles.js';
import { type Change, changeOf, lastChange, parseHistory, versionLabel } from './history.js';
import { inForceOf } from './in-force.js';
import { splitItems } from './items.js';
import { lawKey, lawName, shortNames } from './law-name.js';
import { FileRefused, type RawLaw } from './raw-law.js';
import { type Repeal, repealsOf } from './repeals.js';

export interface ParsedLaw {
  law: string;
  name: string;
  shortNames: string[];
  /** label: 2023年9月1日修正 */
  version: string;
  versionDate: string;
  change: Change;
  passedOn: string | null;
  passedSource: string;
  inForceFrom: string | null;
  inForceSource: string | null;
  repeals: Repeal[];
  articles: Article[];
  /** sha256 over everything above */
  hash: string;
  /** 经济法: the folder it lies in */
  category: string;
  files: string[];
  part: string | null;
  /** the file's name had no date: the date is that of the title lines */
  undated: boolean;
  notes: string[];
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
/** sha256 of one article's text; vectors are kept under it. */
export const articleHash = ({ text }: Article): string => sha256(text);

/** A decision that changes other laws: what it says stands in those laws. */
const AMENDING = /修正案(?:（[^）]*）)?$|关于修改.*的决定$/u;

/** @throws FileRefused with a sentence for people */
export function parseLaw(raw: RawLaw): ParsedLaw {
  const { file, title } = raw;
  if (AMENDING.test(title)) throw new FileRefused(file, AMENDING_WHY);
  const events = parseHistory(raw.history);
  const last = lastChange(events);
  const versionDate = raw.fileDate ?? last?.date;
  const split = splitArticles(raw.lines, raw.part ? [raw.part] : []);
  if (split.broken) throw new FileRefused(file, `条号倒退：${split.broken}，文件可能拼接错了`);
  if (!versionDate) throw new FileRefused(file, '文件名和题注里都没有日期，不知道是哪一天的文本');
  const articles = split.articles.length > 0 ? split.articles : itemsOf(raw);
  const change = changeOf(events, versionDate);
  const passedOn = last && last.date <= versionDate && change !== 'unknown' ? last.date : null;
  const inForce = inForceOf({ events, articles, change, versionDate, passedOn });
  const label = versionLabel(events, versionDate);
  return withHash({
    law: lawKey(title),
    name: lawName(title),
    shortNames: shortNames(lawName(title)),
    version: label,
    versionDate,
    change,
    passedOn,
    passedSource: passedOn && last ? `题注：${last.line}` : raw.fileDate ? '文件名' : `题注：${last?.line}`,
    inForceFrom: inForce?.date ?? null,
    inForceSource: inForce?.source ?? null,
    repeals: repealsOf(articles),
    articles,
    category: file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '',
    files: [file],
    part: raw.part,
    undated: raw.fileDate === null,
    notes: split.gaps.map((g) => `${g}缺条号`),
  });
}
export const AMENDING_WHY = '修改决定或修正案，内容已并入被修改的法规，不另收';

function itemsOf(raw: RawLaw): Article[] {
  const { articles, refused } = splitItems(raw.lines);
  if (refused) throw new FileRefused(raw.file, refused);
  return articles;
}

/** The hash leaves out where the file lay, so that moving a collection changes nothing. */
export function withHash(parsed: Omit<ParsedLaw, 'hash'>): ParsedLaw {
  const { category: _c, files: _f, notes: _n, undated: _u, part: _p, ...content } = parsed;
  return { ...parsed, hash: sha256(JSON.stringify(content)) };
}
