/** A planned version as rows of the store. */
import type { NewArticle, NewStatute, StatuteDates } from '../../server/store/statute-writer.js';
import { lawKey } from './law-name.js';
import { articleHash } from './parse-law.js';
import type { Change } from './plan.js';
import type { Validity } from './validity.js';

export const datesRow = (v: Validity): StatuteDates => ({
  in_force_from: v.inForceFrom,
  in_force_source: v.inForceSource,
  repealed_on: v.repealedOn,
  superseded_by: v.supersededBy,
  repealed_source: v.repealedSource,
});

export const statuteRow = ({ parsed: p, validity }: Change, moreNames: string[]): NewStatute => ({
  law: p.law,
  name: p.name,
  short_names: JSON.stringify([...new Set([...p.shortNames, ...moreNames])]),
  category: p.category,
  version: p.version,
  version_date: p.versionDate,
  passed_on: p.passedOn,
  passed_source: p.passedSource,
  text_in_force_from: p.inForceFrom,
  text_in_force_source: p.inForceSource,
  in_force_from: validity.inForceFrom,
  in_force_source: validity.inForceSource,
  repealed_on: validity.repealedOn,
  superseded_by: validity.supersededBy,
  repealed_source: validity.repealedSource,
  repeals: JSON.stringify(p.repeals),
  articles: p.articles.length,
  hash: p.hash,
  files: JSON.stringify(p.files),
});

export const articleRows = ({ parsed }: Change): NewArticle[] =>
  parsed.articles.map((a) => ({
    number: a.number,
    text: a.text,
    chapter_path: JSON.stringify(a.chapterPath),
    text_hash: articleHash(a),
  }));

/** Keys under which the law is found. */
export const nameKeys = ({ parsed: p }: Change, moreNames: string[]): string[] => [
  ...new Set([p.law, ...[p.name, ...p.shortNames, ...moreNames].map(lawKey)]),
];
