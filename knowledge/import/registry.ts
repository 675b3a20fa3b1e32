/** laws.yaml, filled by hand, as the import asks it: dates of a version, end of a law. */
import type { Law } from '../schema.js';
import { toIso } from './history.js';
import { lawKey } from './law-name.js';

export interface Registered {
  versionDate: string | null;
  inForceFrom: string | null;
  inForceTo: string | null;
  supersededBy: string | null;
  source: string;
}

/** 2023年9月1日修正 -> 2023-09-01 */
const dateOfLabel = (label: string): string | null => {
  const [, y, m, d] = /^(\d{4})年(\d{1,2})月(\d{1,2})日/u.exec(label) ?? [];
  return y && m && d ? toIso(y, m, d) : null;
};

/** Law key -> its rows. */
export function registryOf(laws: Law[]): Map<string, Registered[]> {
  const out = new Map<string, Registered[]>();
  for (const law of laws) {
    const row: Registered = {
      versionDate: dateOfLabel(law.version),
      inForceFrom: law.in_force_from,
      inForceTo: law.in_force_to ?? null,
      supersededBy: law.superseded_by ?? null,
      source: `laws.yaml：${law.source}`,
    };
    const key = lawKey(law.name);
    out.set(key, [...(out.get(key) ?? []), row]);
  }
  return out;
}

/** Names that laws.yaml adds to a law. */
export const registeredNames = (laws: Law[]): Map<string, string[]> =>
  new Map(laws.map((l) => [lawKey(l.name), l.short]));
