/** Dates of every version from all versions together: laws.yaml first, then the texts, then who repealed or replaced whom. */
import type { RepealSaid } from '../../server/store/statute.js';
import type { Registered } from './registry.js';

/** What is known of a version before others are looked at. */
export interface VersionFacts {
  law: string;
  name: string;
  version: string;
  versionDate: string;
  textInForceFrom: string | null;
  textInForceSource: string | null;
  repeals: RepealSaid[];
}
export interface Validity {
  inForceFrom: string | null;
  inForceSource: string | null;
  repealedOn: string | null;
  supersededBy: string | null;
  repealedSource: string | null;
}
export interface Repealing {
  by: VersionFacts;
  article: string;
  on: string | null;
}

/** law key -> which texts repeal it */
export function repealingOf(all: VersionFacts[]): Map<string, Repealing[]> {
  const out = new Map<string, Repealing[]>();
  for (const by of all) {
    for (const { keys, article, on } of by.repeals) {
      for (const key of keys) {
        if (key !== by.law) out.set(key, [...(out.get(key) ?? []), { by, article, on }]);
      }
    }
  }
  return out;
}

/** Validity of each version, in the order given. */
export function validityOf(all: VersionFacts[], registry: Map<string, Registered[]>): Validity[] {
  const repealing = repealingOf(all);
  const byLaw = new Map<string, VersionFacts[]>();
  for (const v of all) byLaw.set(v.law, [...(byLaw.get(v.law) ?? []), v]);
  const begin = (v: VersionFacts) => startOf(v, registry.get(v.law) ?? []);
  return all.map((v) => {
    const newer = (byLaw.get(v.law) ?? [])
      .filter((o) => o.versionDate > v.versionDate)
      .sort((a, b) => a.versionDate.localeCompare(b.versionDate))[0];
    const end = newer
      ? { on: begin(newer).inForceFrom, by: newer.version, source: `同一部法后来的文本：${newer.version}` }
      : (endByRegistry(v, registry.get(v.law) ?? []) ?? endByOther(v, repealing.get(v.law) ?? []));
    return {
      ...begin(v),
      repealedOn: end?.on ?? null,
      supersededBy: end?.by ?? null,
      repealedSource: end?.source ?? null,
    };
  });
}

function startOf(v: VersionFacts, rows: Registered[]): Pick<Validity, 'inForceFrom' | 'inForceSource'> {
  const row = rows.find((r) => r.versionDate === v.versionDate && r.inForceFrom !== null);
  if (row) return { inForceFrom: row.inForceFrom, inForceSource: row.source };
  return { inForceFrom: v.textInForceFrom, inForceSource: v.textInForceSource };
}

interface End {
  on: string | null;
  by: string | null;
  source: string;
}

/** A row of laws.yaml that was written about an older text says nothing about a newer one. */
function endByRegistry(v: VersionFacts, rows: Registered[]): End | null {
  const row = rows.find((r) => r.inForceTo && (r.versionDate === null || r.versionDate >= v.versionDate));
  return row ? { on: row.inForceTo, by: row.supersededBy, source: row.source } : null;
}

/** The earliest text that repeals it; a text older than the version speaks of a namesake before it. */
function endByOther(v: VersionFacts, repealing: Repealing[]): End | null {
  const found = repealing
    .filter(({ by, on }) => v.versionDate < (on ?? by.versionDate))
    .sort((a, b) => (a.on ?? a.by.versionDate).localeCompare(b.on ?? b.by.versionDate))[0];
  if (!found) return null;
  return { on: found.on, by: found.by.name, source: `${found.by.name}${found.article}` };
}
