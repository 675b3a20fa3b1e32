/** One import: read the collection, compare with what is stored, write in short steps. Everything outside comes as arguments. */
import type { StatuteWriter } from '../../server/store/statute-writer.js';
import type { Law } from '../schema.js';
import { type Grouped, oneOfEach } from './one-version.js';
import { AMENDING_WHY, type ParsedLaw, parseLaw } from './parse-law.js';
import { type Change, type Plan, planImport, type StoredStatute } from './plan.js';
import { FileRefused } from './raw-law.js';
import { listCollection, type Refusal, readLaw } from './read-collection.js';
import { registeredNames, registryOf } from './registry.js';
import { articleRows, datesRow, nameKeys, statuteRow } from './rows.js';

export interface Collection extends Grouped {
  files: number;
  /** decisions that only change other laws */
  amending: Refusal[];
  /** typical cases that lie among the laws */
  cases: number;
}
type Progress = (done: number, total: number) => void;

/** Reads and parses every file; what cannot be read is refused by name. @throws NoCollection */
export async function readCollection(folder: string, laws: Law[], progress: Progress): Promise<Collection> {
  const { files, cases } = listCollection(folder);
  const parsed: ParsedLaw[] = [];
  const refused: Refusal[] = [];
  for (const [i, file] of files.entries()) {
    progress(i, files.length);
    try {
      parsed.push(parseLaw(await readLaw(folder, file)));
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      refused.push({ file, why: error.message });
    }
  }
  progress(files.length, files.length);
  const grouped = oneOfEach(parsed, new Set(laws.flatMap((l) => (l.file ? [l.file] : []))));
  return {
    ...grouped,
    files: files.length,
    cases,
    amending: refused.filter((r) => r.why === AMENDING_WHY),
    refused: [...refused.filter((r) => r.why !== AMENDING_WHY), ...grouped.refused],
  };
}

/** @param stored every visible version */
export const planOf = (
  collection: Collection,
  stored: StoredStatute[],
  laws: Law[],
  allowFewer: boolean,
): Plan => planImport(collection.laws, stored, registryOf(laws), allowFewer);

/**
 * Writes a plan. Newest versions come first, so that a reader never sees an old text alone; each is complete or invisible.
 * Killed in between, what was written stays, and the next import finds it unchanged.
 */
export async function applyPlan(
  plan: Plan,
  laws: Law[],
  writer: StatuteWriter,
  progress: Progress,
): Promise<void> {
  const names = registeredNames(laws);
  const changes: Change[] = [...plan.added, ...plan.changed].sort((a, b) =>
    b.parsed.versionDate.localeCompare(a.parsed.versionDate),
  );
  for (const [i, change] of changes.entries()) {
    progress(i, changes.length);
    const more = names.get(change.parsed.law) ?? [];
    await writer.put(statuteRow(change, more), articleRows(change), nameKeys(change, more));
  }
  if (changes.length > 0) progress(changes.length, changes.length);
  await writer.setDates(
    plan.dates.map(({ stored, validity }) => ({ id: stored.id, dates: datesRow(validity) })),
  );
  await writer.clear();
}
