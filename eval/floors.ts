/** eval/floors.yaml: for each row a target (what was asked) and a floor (what must not be lost again). */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';

export interface Floor {
  target: number;
  /** absent until the first measurement */
  floor?: number;
  /** sha256 of the data set that the floor was measured on; another data set makes another floor */
  data?: string;
  /** for speed rows: smaller is better */
  lower_is_better?: boolean;
}
export type Floors = Record<string, Floor>;

export const readFloors = (file: string): Floors =>
  existsSync(file) ? (parse(readFileSync(file, 'utf8')) as Floors) : {};

export interface Measured {
  id: string;
  value: number;
  /** the bound that a floor is set from: the interval's lower end, or 1.5 x a speed ratio */
  bound: number;
  /** first 16 digits of the data set's hash; empty for speed */
  data: string;
}

export type Standing = 'ok' | 'below floor' | 'below target' | 'no floor';

export function standing(m: Measured, floor: Floor | undefined): Standing {
  if (!floor) return 'no floor';
  const worse = (a: number, b: number) => (floor.lower_is_better ? a > b : a < b);
  const comparable = floor.floor !== undefined && (floor.data ?? '') === m.data;
  if (comparable && worse(m.value, floor.floor as number)) return 'below floor';
  return worse(m.value, floor.target) ? 'below target' : 'ok';
}

/** Raises floors to what was reached; never lowers one while its data set stays. Returns what changed. */
export function raiseFloors(floors: Floors, measured: Measured[]): string[] {
  const changed: string[] = [];
  for (const m of measured) {
    const floor = floors[m.id];
    if (!floor) continue;
    const next = Math.round(m.bound * 1000) / 1000;
    const same = floor.floor !== undefined && (floor.data ?? '') === m.data;
    const better = floor.lower_is_better
      ? next < (floor.floor ?? Infinity)
      : next > (floor.floor ?? -Infinity);
    if (same && !better) continue;
    floor.floor = next;
    if (m.data) floor.data = m.data;
    changed.push(`${m.id} ${next}`);
  }
  return changed;
}

export const writeFloors = (file: string, floors: Floors, head: string): void =>
  writeFileSync(file, `${head}\n${stringify(floors)}`);
