/** From a folder of laws to articles on the terminal, with the real model, in processes of their own. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runNode, TSX } from '../../../support/run-node.js';
import { inForce, markdownLaw, PASSED, writeFiles } from '../../../support/statute-files.js';
import { type TempDir, tempDir } from '../../../support/temp-dir.js';
import { until } from '../../../support/until.js';

let folder: TempDir;
beforeAll(() => {
  folder = tempDir();
});
afterAll(() => folder.remove());

const laws = (): string => join(folder.path, 'laws');
const env = () => ({ DATA_DIR: join(folder.path, 'data'), EMBEDDERS: '1' });
const knowledge = (...args: string[]) => runNode([...TSX, 'knowledge/cli.ts', ...args], { env: env() });
const ask = (...args: string[]) =>
  runNode([...TSX, 'server/cli/ask.ts', '--articles', ...args], { env: env() });
const indexFile = (): string => join(env().DATA_DIR, 'index', 'articles.idx');

const NOISE = '建筑施工单位不得在夜间进行产生环境噪声污染的施工作业，扰民的责令改正。';
const WAGE = '用人单位应当按照约定及时足额支付劳动报酬，不得拖欠工资。';
const DOG = '饲养的动物造成他人损害的，动物饲养人应当承担侵权责任。';

describe('articles on the terminal', () => {
  it('before any import it is said how to import, before any index how to make one', async () => {
    const nothing = await ask('老板不给钱');
    expect(nothing).toMatchObject({ code: 1, stdout: '' });
    expect(nothing.stderr).toContain('import-statutes');
    expect(existsSync(env().DATA_DIR)).toBe(false);
    expect((await knowledge('index-statutes')).code).toBe(1);

    writeFiles(laws(), {
      '经济法/邻里示例法(2025-06-27).md': markdownLaw(
        '邻里示例法',
        [PASSED, '2025年6月27日 第十四届全国人民代表大会常务委员会第十六次会议修订'],
        [DOG, WAGE, NOISE, inForce('2026年1月1日')],
      ),
      '经济法/邻里示例法(2020-05-28).md': markdownLaw(
        '邻里示例法',
        [PASSED],
        [NOISE, `${WAGE}（旧）`, inForce('2021年1月1日')],
      ),
    });
    expect((await knowledge('import-statutes', laws())).code).toBe(0);
    const unindexed = await ask('老板不给钱');
    expect(unindexed).toMatchObject({ code: 1, stdout: '' });
    expect(unindexed.stderr).toContain('index-statutes');
  }, 60_000);

  it('killed in the middle, the job goes on from the vectors it has', async () => {
    const child = spawn(process.execPath, [...TSX, 'server/jobs/index-statutes.ts'], {
      env: { ...process.env, ...env() },
      stdio: 'ignore',
    });
    const index = join(env().DATA_DIR, 'index');
    const vectors = () => (existsSync(index) ? readdirSync(index).find((n) => n.endsWith('.i8')) : undefined);
    const some = () => {
      const name = vectors();
      return name !== undefined && statSync(join(index, name)).size > 0;
    };
    await until(some, 30_000);
    child.kill('SIGKILL');
    await new Promise((r) => child.once('close', r));
    const again = await knowledge('index-statutes');
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('接着做');
    expect(again.stdout).toContain('2 个版本，7 条');
    expect(existsSync(indexFile())).toBe(true);
  }, 90_000);

  it('finds the article from a layperson’s words, with version and validity, the old text only as such', async () => {
    const { stdout, code } = await ask('--json', '老板不给钱');
    expect(code).toBe(0);
    const found = JSON.parse(stdout) as Record<'articles' | 'superseded', Record<string, string>[]>;
    expect(found.articles[0]).toMatchObject({
      law: '邻里示例法',
      article: '第二条',
      version: '2025年6月27日修订',
      validity: 'in_force',
      text: WAGE,
    });
    expect(found.articles.every((a) => a.validity === 'in_force')).toBe(true);
    expect(found.superseded.map((a) => a.validity)).toContain('superseded');
    const { stdout: text } = await ask('老板不给钱');
    expect(text.indexOf('不是现行法')).toBeGreaterThan(text.indexOf(WAGE));
    expect(text.indexOf('（旧）')).toBeGreaterThan(text.indexOf('不是现行法'));
    expect(text).toContain('2026-01-01 起施行');
  }, 60_000);

  it('after another import it says that the index is behind', async () => {
    writeFiles(laws(), {
      '经济法/楼道示例法(2024-01-01).md': markdownLaw(
        '楼道示例法',
        [PASSED],
        [NOISE, inForce('2024年1月1日')],
      ),
    });
    expect([0, 4]).toContain((await knowledge('import-statutes', laws())).code);
    const { stderr, stdout } = await ask('老板不给钱');
    expect(stderr).toContain('又变了');
    expect(stdout).toContain(WAGE);
  }, 60_000);
});
