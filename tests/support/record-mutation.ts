/**
 * Writes docs/measured/mutation-triage.json from the report that Stryker left: the second half of
 * `npm run test:mutation`. Reports of single files (stryker run -m FILE) may be named instead.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../server/config.js';

interface StrykerReport {
  files: Record<
    string,
    {
      source: string;
      mutants: {
        status: string;
        mutatorName: string;
        replacement?: string;
        location: { start: { line: number; column: number } };
      }[];
    }
  >;
}
const git = (...args: string[]): string => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
const named = process.argv.slice(2);
const reports = (named.length > 0 ? named : [join(ROOT, '.cache/mutation-triage.json')]).map(
  (path) => JSON.parse(readFileSync(path, 'utf8')) as StrykerReport,
);

type Counts = { killed: number; timeout: number; survived: number; noCoverage: number };
const STATUS: Record<string, keyof Counts> = {
  Killed: 'killed',
  Timeout: 'timeout',
  Survived: 'survived',
  NoCoverage: 'noCoverage',
};
const shareOf = (c: Counts): number => {
  const killed = c.killed + c.timeout;
  return Number((killed / Math.max(1, killed + c.survived + c.noCoverage)).toFixed(3));
};
const all: Counts = { killed: 0, timeout: 0, survived: 0, noCoverage: 0 };
const survivors: string[] = [];
const files = reports
  .flatMap((r) => Object.entries(r.files))
  .map(([file, { mutants }]) => {
    const counts: Counts = { killed: 0, timeout: 0, survived: 0, noCoverage: 0 };
    for (const { status, mutatorName, replacement, location } of mutants) {
      const kind = STATUS[status];
      if (!kind) continue;
      counts[kind] += 1;
      all[kind] += 1;
      if (kind !== 'survived' && kind !== 'noCoverage') continue;
      const to = (replacement ?? '').replace(/\s+/gu, ' ').slice(0, 80);
      survivors.push(`${file}:${location.start.line}:${location.start.column} ${mutatorName} → ${to}`);
    }
    return { file, ...counts, share: shareOf(counts) };
  });
const changed = git('status', '--porcelain', '--', 'server/triage', 'tests/unit/triage') !== '';
const commit = git('rev-parse', '--short', 'HEAD');
const body = {
  name: 'mutation-triage',
  date: new Date().toISOString(),
  commit: changed ? `${commit} with uncommitted changes` : commit,
  command: named.length > 0 ? 'npx stryker run -m FILE, one file after another' : 'npm run test:mutation',
  machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}`,
  load: Number((loadavg()[1] ?? 0).toFixed(1)),
  all: { ...all, share: shareOf(all) },
  files,
  survivors,
};
writeFileSync(join(ROOT, 'docs/measured/mutation-triage.json'), `${JSON.stringify(body, null, 2)}\n`);
console.info(JSON.stringify({ all: body.all, survivors: survivors.length }));
