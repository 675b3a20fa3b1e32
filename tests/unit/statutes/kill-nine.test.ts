/** A kill -9 in the middle of an import, with a real process. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { databasePath } from '../../../server/assembly/open-stores.js';
import { queryDatabase } from '../../support/database.js';
import { runNode, TSX } from '../../support/run-node.js';
import { markdownLaw, writeFiles } from '../../support/statute-files.js';
import { type TempDir, tempDir } from '../../support/temp-dir.js';

let folder: TempDir;
let laws: string;
let data: string;
beforeEach(() => {
  folder = tempDir();
  laws = join(folder.path, 'laws');
  data = join(folder.path, 'data');
  writeFiles(folder.path, { 'knowledge/laws.yaml': 'laws: []\n' });
});
afterEach(() => folder.remove());

const env = () => ({ DATA_DIR: data, KNOWLEDGE_DIR: join(folder.path, 'knowledge') });
const importLaws = () => runNode([...TSX, 'knowledge/cli.ts', 'import-statutes', laws], { env: env() });
const passed = (title: string, day: string, articles: string[]) =>
  markdownLaw(title, [`${day} 全国人民代表大会通过`], articles);
const rows = () =>
  queryDatabase<{ name: string; articles: number; there: number; state: string }>(
    data,
    'SELECT name, articles, state, (SELECT count(*) FROM article a WHERE a.statute = s.id) there FROM statute s ORDER BY id',
  );

it('kill -9 in the middle: what was whole stays, nothing half is seen, a second run completes it', async () => {
  const many = Array.from({ length: 4000 }, (_, i) => `条文 ${i}。`.repeat(20));
  writeFiles(laws, {
    '大典(2024-01-01).md': passed('中华人民共和国大典', '2024年1月1日', many),
    '新法(2025-01-01).md': passed('中华人民共和国新法', '2025年1月1日', ['新。']),
    '旧法(2001-01-01).md': passed('中华人民共和国旧法', '2001年1月1日', ['旧。']),
  });
  const child = spawn(process.execPath, [...TSX, 'knowledge/cli.ts', 'import-statutes', laws], {
    env: { ...process.env, ...env() },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const halfWritten = () => {
    try {
      return existsSync(databasePath(data)) && rows().some((r) => r.state === 'loading' && r.there > 100);
    } catch {
      return false; // the tables are not made yet
    }
  };
  while (child.exitCode === null && !halfWritten()) await new Promise((r) => setTimeout(r, 2));
  child.kill('SIGKILL');
  await ended;
  expect(child.signalCode).toBe('SIGKILL');
  expect(rows().map((r) => [r.name, r.state])).toEqual([
    ['中华人民共和国新法', 'ready'],
    ['中华人民共和国大典', 'loading'],
  ]);
  const { code, stdout } = await importLaws();
  expect(code).toBe(0);
  expect(stdout).toContain('上次导入没有做完：清掉了 1 个没写完的版本，接着导。');
  expect(stdout).toContain('新增 2，修改 0，未变 1');
  expect(rows().every((r) => r.state === 'ready' && r.there === r.articles)).toBe(true);
  expect(rows()).toHaveLength(3);
}, 60_000);
