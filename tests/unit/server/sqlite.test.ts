/** A process that used SQLite must outlive the collection of its statements (docs/decisions/0005-node20.md). */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runNode, TSX } from '../../support/run-node.js';
import { type TempDir, tempDir } from '../../support/temp-dir.js';

/** Much is collected between microtasks, which is when better-sqlite3 12 aborts on Node 24. */
const COLLECT = `
  import { Sqlite } from '${new URL('../../../server/sqlite.ts', import.meta.url).href}';
  const db = new Sqlite(':memory:');
  for (let i = 0; i < 1_000_000; i += 1) {
    if (i % 1000 === 0) for (let n = 0; n < 10; n += 1) db.prepare('SELECT 1');
    await new Promise((go) => (i % 1000 ? go([i]) : setImmediate(go)));
  }
  console.info(db.prepare('SELECT 40 + 2 AS n').get().n);`;

let folder: TempDir;
beforeAll(() => {
  folder = tempDir();
});
afterAll(() => folder.remove());

it('lives on when statements are collected, and ends with 0', async () => {
  const file = join(folder.path, 'collect.mjs');
  writeFileSync(file, COLLECT);
  const { stdout, stderr, code } = await runNode([...TSX, '--max-semi-space-size=1', file]);
  expect(stderr).toBe('');
  expect(stdout).toBe('42\n');
  expect(code).toBe(0);
});
