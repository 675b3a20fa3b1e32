/** `npm run knowledge` and `npm run eval` as a person calls them: what they print and how they end. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { runNode, TSX } from '../support/run-node.js';
import { tempDir } from '../support/temp-dir.js';

vi.setConfig({ testTimeout: 90_000 });
const knowledge = (args: string[], env: Record<string, string> = {}) =>
  runNode([...TSX, 'knowledge/cli.ts', ...args], { env });
const evaluate = (args: string[]) =>
  runNode([...TSX, 'eval/cli.ts', ...args], { env: { EMBEDDERS: '2' }, timeout: 90_000 });

it('knowledge --help and a wrong command', async () => {
  expect(await knowledge(['--help'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('用法') as string,
  });
  expect((await knowledge(['dance'])).code).toBe(2);
});
it('knowledge check names file, line and field of a mistake, and ends with 1', async () => {
  const folder = tempDir();
  try {
    cpSync('knowledge', folder.path, { recursive: true });
    const file = join(folder.path, 'cards/rent-deposit.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^route: .*$/mu, 'route: nowhere'));
    const { code, stdout, stderr } = await knowledge(['check'], { KNOWLEDGE_DIR: folder.path });
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(/cards\/rent-deposit\.yaml:\d+ route：.*nowhere/u);
  } finally {
    folder.remove();
  }
});
it('knowledge diff says what a start would change, and changes nothing', async () => {
  const folder = tempDir();
  try {
    for (let i = 0; i < 2; i += 1) {
      const { code, stdout } = await knowledge(['diff'], { DATA_DIR: join(folder.path, 'data') });
      expect(code).toBe(0);
      expect(stdout).toMatch(/还没有数据库。知识库：新增 \d+，修改 0，删除 0/u);
    }
  } finally {
    folder.remove();
  }
});
it('knowledge affected lists the cards that cite a law', async () => {
  const { code, stdout } = await knowledge(['affected', '民法典']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/rent-deposit|leak-upstairs/u);
  expect((await knowledge(['affected', '没有的法'])).code).toBe(2);
});
it('eval --help and a part that is none', async () => {
  expect(await evaluate(['--help'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('用法') as string,
  });
  const wrong = await evaluate(['dance']);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('dance');
});
