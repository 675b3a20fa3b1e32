/** Millions of short strange texts through triage: none may crash it, hold it up or get an outcome it may not give. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import { ROOT } from '../../server/config.js';
import { TSX } from '../support/run-node.js';
import type { BlockReport } from './fuzz-child.js';
import { countOf, longTest, record, round, SEED } from './long.js';

const PROCESSES = 2;
/** Texts in one block; a block has its own seed and is what a hang is traced to. */
const BLOCK = 1000;
/** A child that reports no block for so long hangs, ms. A block takes a quarter of a second on an idle core. */
const HANG = 60_000;
const SHOWN = 20;

/** Runs blocks in a process of their own. Resolves with its last line when it ends, or is ended because it hangs. */
function child(args: string[], onLine: (line: string) => void): Promise<{ hung: boolean; stderr: string }> {
  const { PATH, HOME } = process.env;
  return new Promise((resolve, reject) => {
    const env = { ...(PATH ? { PATH } : {}), ...(HOME ? { HOME } : {}) };
    const run = spawn(process.execPath, [...TSX, 'tests/long/fuzz-child.ts', ...args], { cwd: ROOT, env });
    let hung = false;
    let stderr = '';
    const hang = () => {
      hung = true;
      run.kill('SIGKILL');
    };
    let timer = setTimeout(hang, HANG);
    run.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    createInterface(run.stdout).on('line', (line) => {
      clearTimeout(timer);
      timer = setTimeout(hang, HANG);
      onLine(line);
    });
    run.on('error', reject);
    run.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ hung, stderr: `${signal ?? code} ${stderr}` });
    });
  });
}

/** The text of a block that its process did not get past. */
async function stuckAt(block: number): Promise<string> {
  let last = '';
  await child([String(block), '1', 'announce'], (line) => {
    last = line;
  });
  return last;
}

longTest('no text crashes or holds up triage, and each gets an outcome that triage may give', async () => {
  const count = countOf(10_000_000, 20_000);
  const each = Math.ceil(count / BLOCK / PROCESSES);
  const start = performance.now();
  const total = { count: 0, characters: 0, emergencies: 0, slowest: 0 };
  const wrong: string[] = [];
  const work = async (first: number): Promise<void> => {
    let next = first;
    const { hung, stderr } = await child([String(first), String(each)], (line) => {
      const report = JSON.parse(line) as BlockReport;
      next = report.block + 1;
      total.count += report.count;
      total.characters += report.characters;
      total.emergencies += report.emergencies;
      total.slowest = Math.max(total.slowest, report.slowest);
      wrong.push(...report.wrong.map((w) => `block ${report.block} ${w.what}: ${JSON.stringify(w.text)}`));
    });
    if (next === first + each) return;
    wrong.push(`block ${next} ${hung ? 'hangs' : 'ends its process'} at ${await stuckAt(next)} ${stderr}`);
  };
  await Promise.all(Array.from({ length: PROCESSES }, (_, p) => work(SEED + p * each)));
  record('fuzz-triage', {
    count: total.count,
    failures: wrong.length,
    wrong: wrong.slice(0, SHOWN),
    meanCharacters: round(total.characters / total.count),
    limitProcessorMs: 50,
    slowestProcessorMs: round(total.slowest),
    answeredAsEmergency: total.emergencies,
    minutes: round((performance.now() - start) / 60_000),
    processes: PROCESSES,
  });
  expect(wrong.slice(0, SHOWN)).toEqual([]);
  expect(total.count).toBe(each * BLOCK * PROCESSES);
});
