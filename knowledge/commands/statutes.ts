/** `knowledge statutes`: which laws are imported, and the versions of one. */
import type { Config } from '../../server/config.js';
import { inForceOn, type Statute, type Validity, validityOn } from '../../server/store/statute.js';
import { StatuteStore } from '../../server/store/statute-store.js';
import { HOW_TO_IMPORT } from '../how-to.js';
import { lawKey } from '../import/law-name.js';
import { withDatabase } from './with-database.js';

const STATES: Record<Validity, string> = {
  in_force: '现行',
  not_yet_in_force: '尚未施行',
  superseded: '已被新文本取代',
  repealed: '已废止',
};

/** 现行，2024-01-01 起施行（laws.yaml：……） */
export function validityLine(s: Statute, versions: Statute[], day: string): string {
  const from = s.inForceFrom ? `${s.inForceFrom} 起施行（${s.inForceSource}）` : '施行日未载明';
  const end = s.supersededBy
    ? `；${s.repealedOn ? `${s.repealedOn} 起` : ''}由${s.supersededBy}取代（${s.repealedSource}）`
    : '';
  return `${STATES[validityOn(s, versions, day)]}，${from}${end}`;
}

/** One sentence about what is imported. */
export async function importedLine(config: Config): Promise<string> {
  const count = await withDatabase(config, false, ({ db }) => new StatuteStore(db, lawKey).count());
  return count ? `法规库里有 ${count} 个版本。` : HOW_TO_IMPORT;
}

/** @param name a law's name or short name; without it every law is listed */
export async function listStatutes(name: string | undefined, config: Config, day: string): Promise<number> {
  const found = await withDatabase(config, false, async ({ db }) => {
    const store = new StatuteStore(db, lawKey);
    return name ? store.versions(name) : store.all();
  });
  if (!found || (found.length === 0 && !name)) {
    console.info(HOW_TO_IMPORT);
    return 0;
  }
  if (found.length === 0) {
    console.error(`法规库里没有“${name}”。`);
    return 1;
  }
  const byLaw = new Map<string, Statute[]>();
  for (const s of found) byLaw.set(s.law, [...(byLaw.get(s.law) ?? []), s]);
  for (const versions of byLaw.values()) {
    for (const s of name ? versions : [inForceOn(versions, day) ?? (versions[0] as Statute)])
      console.info(`${s.name}\t${s.version}\t${s.articles} 条\t${validityLine(s, versions, day)}`);
  }
  console.info(`${byLaw.size} 部法，${found.length} 个版本。`);
  return 0;
}
