/** What the long tests share: their size, their seed, and the record that a full run leaves. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { ROOT } from '../../server/config.js';
import { random } from '../support/random.js';

/** CI's small sizes; nothing is written. */
export const SLICE = process.env.LONG_SLICE === '1';
export const SEED = Number(process.env.LONG_SEED ?? 20_261_124);

const size = (name: string, full: number, slice: number): number =>
  Number(process.env[name] ?? (SLICE ? slice : full));
export const countOf = (full: number, slice: number): number => size('LONG_COUNT', full, slice);
export const secondsOf = (full: number, slice: number): number => size('LONG_SECONDS', full, slice);

/** Runs under vitest.long.config.ts alone: `npm test` passes it over. */
export const longTest = process.env.LONG === '1' ? test : test.skip;

/** Prints the figures; a full run also writes docs/measured/<name>.json. */
export function record(name: string, figures: Record<string, unknown>): void {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
    cwd: ROOT,
    encoding: 'utf8',
  }).trim();
  const changed = execFileSync('git', ['status', '--porcelain', '--', 'server', 'knowledge', 'eval'], {
    cwd: ROOT,
    encoding: 'utf8',
  }).trim();
  const settings = ['LONG_COUNT', 'LONG_SECONDS', 'LONG_SEED']
    .filter((key) => process.env[key] !== undefined)
    .map((key) => `${key}=${process.env[key]} `)
    .join('');
  const body = {
    name,
    date: new Date().toISOString(),
    commit: changed === '' ? commit : `${commit} with uncommitted changes`,
    command: `${settings}npm run test:long -- ${name}`,
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}`,
    // above the number of cores: others worked on the machine too, and times are longer than they need be
    load: round(loadavg()[1] ?? 0),
    seed: SEED,
    ...figures,
  };
  const text = JSON.stringify(body, null, 2);
  console.info(text);
  if (SLICE) return;
  const folder = join(ROOT, 'docs/measured');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${text}\n`);
}

/** Choices from a seeded source of numbers. */
export class Dice {
  private readonly next: () => number;
  constructor(seed: number) {
    this.next = random(seed);
  }
  /** 0 … n - 1 */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }
  /** from … to, both included */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }
  chance(p: number): boolean {
    return this.next() < p;
  }
  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
  /** as many as asked, in a random order, each at most once */
  some<T>(list: readonly T[], count: number): T[] {
    const rest = [...list];
    const out: T[] = [];
    while (out.length < count && rest.length > 0) out.push(...rest.splice(this.below(rest.length), 1));
    return out;
  }
}

export const round = (n: number, digits = 1): number => Number(n.toFixed(digits));
/** The p-th percentile (0 … 100) of numbers in any order. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * p) / 100))] ?? 0;
}
