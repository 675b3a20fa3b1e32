/** What an import would change, as data; nothing is written here. */
import type { Selectable } from 'kysely';
import type { StatuteTable } from '../../server/store/schema.js';
import type { RepealSaid } from '../../server/store/statute.js';
import type { ParsedLaw } from './parse-law.js';
import type { Registered } from './registry.js';
import { type Validity, type VersionFacts, validityOf } from './validity.js';

export type StoredStatute = Selectable<StatuteTable>;
export interface Change {
  parsed: ParsedLaw;
  validity: Validity;
}
export interface Plan {
  added: Change[];
  changed: (Change & { stored: StoredStatute })[];
  unchanged: ParsedLaw[];
  /** fewer articles than stored: not taken unless asked for */
  fewer: { parsed: ParsedLaw; stored: StoredStatute }[];
  /** stored versions of laws in this collection that are newer than anything the collection has */
  older: { parsed: ParsedLaw; stored: StoredStatute }[];
  /** stored versions whose dates follow anew */
  dates: { stored: StoredStatute; validity: Validity }[];
  /** versions that end newly: repealed or replaced */
  ended: { name: string; version: string; validity: Validity }[];
  /** stored versions that the collection does not have; they stay */
  elsewhere: number;
  /** sentences where laws.yaml and a text disagree */
  disagreements: string[];
}

const idOf = (law: string, date: string): string => `${law}@${date}`;

/** @param allowFewer take a text that has fewer articles than the stored one */
export function planImport(
  parsed: ParsedLaw[],
  stored: StoredStatute[],
  registry: Map<string, Registered[]>,
  allowFewer: boolean,
): Plan {
  const before = new Map(stored.map((s) => [idOf(s.law, s.version_date), s]));
  const plan: Plan = {
    added: [],
    changed: [],
    unchanged: [],
    fewer: [],
    older: [],
    dates: [],
    ended: [],
    elsewhere: 0,
    disagreements: [],
  };
  const next = new Map<string, VersionFacts>(
    stored.map((s) => [idOf(s.law, s.version_date), factsOfStored(s)]),
  );
  const taken: ParsedLaw[] = [];
  for (const p of parsed) {
    const old = before.get(idOf(p.law, p.versionDate));
    if (old?.hash === p.hash) plan.unchanged.push(p);
    else if (old && old.articles > p.articles.length && !allowFewer)
      plan.fewer.push({ parsed: p, stored: old });
    else {
      taken.push(p);
      next.set(idOf(p.law, p.versionDate), factsOfParsed(p));
    }
  }
  const facts = [...next.values()];
  const all = validityOf(facts, registry);
  const validity = new Map(facts.map((f, i) => [idOf(f.law, f.versionDate), all[i] as Validity]));
  for (const p of taken) {
    const id = idOf(p.law, p.versionDate);
    const change = { parsed: p, validity: validity.get(id) as Validity };
    const old = before.get(id);
    if (old) plan.changed.push({ ...change, stored: old });
    else plan.added.push(change);
    plan.disagreements.push(...disagreement(p, change.validity));
  }
  settle(plan, parsed, stored, validity);
  return plan;
}

function settle(
  plan: Plan,
  parsed: ParsedLaw[],
  stored: StoredStatute[],
  validity: Map<string, Validity>,
): void {
  const here = new Set(parsed.map((p) => idOf(p.law, p.versionDate)));
  const rewritten = new Set(plan.changed.map((c) => c.stored.id));
  for (const s of stored) {
    const v = validity.get(idOf(s.law, s.version_date));
    if (!here.has(idOf(s.law, s.version_date))) plan.elsewhere += 1;
    if (!v || rewritten.has(s.id) || sameDates(s, v)) continue;
    plan.dates.push({ stored: s, validity: v });
    if (v.supersededBy !== null && (s.superseded_by !== v.supersededBy || s.repealed_on !== v.repealedOn))
      plan.ended.push({ name: s.name, version: s.version, validity: v });
  }
  for (const { parsed: p, validity: v } of plan.added)
    if (v.supersededBy !== null) plan.ended.push({ name: p.name, version: p.version, validity: v });
  const newest = newestOf(parsed, (p) => p.versionDate);
  for (const [law, s] of newestOf(stored, (x) => x.version_date)) {
    const p = newest.get(law);
    if (p && p.versionDate < s.version_date) plan.older.push({ parsed: p, stored: s });
  }
}

function newestOf<T extends { law: string }>(list: T[], dateOf: (x: T) => string): Map<string, T> {
  const out = new Map<string, T>();
  for (const x of list) {
    const old = out.get(x.law);
    if (!old || dateOf(old) < dateOf(x)) out.set(x.law, x);
  }
  return out;
}

const sameDates = (s: StoredStatute, v: Validity): boolean =>
  s.in_force_from === v.inForceFrom &&
  s.in_force_source === v.inForceSource &&
  s.repealed_on === v.repealedOn &&
  s.superseded_by === v.supersededBy &&
  s.repealed_source === v.repealedSource;

const disagreement = (p: ParsedLaw, v: Validity): string[] =>
  p.inForceFrom && v.inForceFrom && p.inForceFrom !== v.inForceFrom
    ? [
        `${p.name}（${p.version}）：laws.yaml 写 ${v.inForceFrom} 施行，${p.inForceSource} 是 ${p.inForceFrom}；取 laws.yaml`,
      ]
    : [];

const factsOfParsed = (p: ParsedLaw): VersionFacts => ({
  law: p.law,
  name: p.name,
  version: p.version,
  versionDate: p.versionDate,
  textInForceFrom: p.inForceFrom,
  textInForceSource: p.inForceSource,
  repeals: p.repeals,
});

const factsOfStored = (s: StoredStatute): VersionFacts => ({
  law: s.law,
  name: s.name,
  version: s.version,
  versionDate: s.version_date,
  textInForceFrom: s.text_in_force_from,
  textInForceSource: s.text_in_force_source,
  repeals: JSON.parse(s.repeals) as RepealSaid[],
});
