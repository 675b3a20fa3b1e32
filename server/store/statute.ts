/** Statutes as the store gives them, and which version of a law is in force on a day. */
import type { Selectable } from 'kysely';
import type { StatuteTable } from './schema.js';

/** One version of a law. Dates are YYYY-MM-DD; null where nothing says them: show `version`, never a guess. */
export interface Statute {
  id: number;
  /** key of the law: all its versions have it */
  law: string;
  name: string;
  shortNames: string[];
  category: string;
  /** 2023年9月1日修正 */
  version: string;
  versionDate: string;
  passedOn: string | null;
  passedSource: string;
  inForceFrom: string | null;
  inForceSource: string | null;
  repealedOn: string | null;
  /** a newer version's label or another law's name */
  supersededBy: string | null;
  repealedSource: string | null;
  articles: number;
}
export interface StatuteArticle {
  /** with seq the key of the article; a changed re-import gives a new one */
  statute: number;
  seq: number;
  number: string;
  text: string;
  chapterPath: string[];
  /** sha256 of text */
  textHash: string;
}
/** What a repeal article says, as kept with the law that says it. */
export interface RepealSaid {
  keys: string[];
  name: string;
  article: string;
  on: string | null;
}
export type Validity = 'in_force' | 'not_yet_in_force' | 'superseded' | 'repealed';

type Dated = Pick<Statute, 'versionDate' | 'inForceFrom' | 'repealedOn' | 'supersededBy'>;

/** Where the day is not known, the version counts from the day it was passed; only for choosing, never for showing. */
const startOf = (s: Dated): string => s.inForceFrom ?? s.versionDate;

/** The version that applies on a day; null before the first and after the law's repeal. */
export function inForceOn<T extends Dated>(versions: T[], day: string): T | null {
  const started = versions
    .filter((v) => startOf(v) <= day)
    .sort((a, b) => b.versionDate.localeCompare(a.versionDate));
  const [newest] = started;
  return newest && validityOn(newest, versions, day) === 'in_force' ? newest : null;
}

/** @param versions all versions of that law */
export function validityOn<T extends Dated>(version: T, versions: T[], day: string): Validity {
  if (startOf(version) > day) return 'not_yet_in_force';
  const newer = versions.some((v) => v.versionDate > version.versionDate && startOf(v) <= day);
  if (newer) return 'superseded';
  if (version.repealedOn) return version.repealedOn <= day ? 'repealed' : 'in_force';
  // repealed by another law that does not say when: no longer shown as law in force
  const ownSuccessor = versions.some((v) => v.versionDate > version.versionDate);
  return version.supersededBy && !ownSuccessor ? 'repealed' : 'in_force';
}

export const toStatute = (row: Selectable<StatuteTable>): Statute => ({
  id: row.id,
  law: row.law,
  name: row.name,
  shortNames: JSON.parse(row.short_names) as string[],
  category: row.category,
  version: row.version,
  versionDate: row.version_date,
  passedOn: row.passed_on,
  passedSource: row.passed_source,
  inForceFrom: row.in_force_from,
  inForceSource: row.in_force_source,
  repealedOn: row.repealed_on,
  supersededBy: row.superseded_by,
  repealedSource: row.repealed_source,
  articles: row.articles,
});
