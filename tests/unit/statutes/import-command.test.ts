/** `knowledge import-statutes`, `statutes` and `cite`: what they print and how they end. Without a process of their own. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../../knowledge/commands/run.js';
import { loadConfig } from '../../../server/config.js';
import { holdAlone } from '../../../server/store/hold-alone.js';
import { queryDatabase } from '../../support/database.js';
import { inForce, markdownLaw, PASSED, writeFiles } from '../../support/statute-files.js';
import { type TempDir, tempDir } from '../../support/temp-dir.js';

let folder: TempDir;
let laws: string;
let data: string;
beforeEach(() => {
  folder = tempDir();
  laws = join(folder.path, 'laws');
  data = join(folder.path, 'data');
  writeFiles(folder.path, { 'knowledge/laws.yaml': REGISTRY });
  writeFiles(laws, {
    '社会法/甲法(2020-05-28).md': law('中华人民共和国甲法', PASSED, '甲。', inForce('2021年1月1日')),
    '社会法/乙法(2023-09-01).md': law('中华人民共和国乙法', AMENDED, '乙。', inForce('2001年1月1日')),
  });
});
afterEach(() => folder.remove());

const AMENDED = '2023年9月1日 第五次会议《关于修改〈乙法〉的决定》修正';
const REGISTRY = `laws:
  - name: "中华人民共和国乙法"
    short: ["老乙"]
    version: "2023年9月1日修正"
    in_force_from: "2024-01-01"
    source: "修改决定"
`;
const law = (title: string, history: string, ...articles: string[]) =>
  markdownLaw(title, [history], articles);
/** The command line in this process; what it prints is collected. */
async function knowledge(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const out: string[] = [];
  const err: string[] = [];
  vi.spyOn(console, 'info').mockImplementation((line: string) => out.push(`${line}\n`));
  vi.spyOn(console, 'error').mockImplementation((line: string) => err.push(`${line}\n`));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0);
  try {
    const env = { DATA_DIR: data, KNOWLEDGE_DIR: join(folder.path, 'knowledge') };
    const code = await run(args, { config: () => loadConfig(env), lawFolder: 'none', today: '2026-11-24' });
    return { code, stdout: out.join(''), stderr: err.join('') };
  } finally {
    vi.restoreAllMocks();
  }
}
const importLaws = (...more: string[]) => knowledge('import-statutes', laws, ...more);
const rows = () =>
  queryDatabase<{ name: string; articles: number; there: number; state: string }>(
    data,
    'SELECT name, articles, state, (SELECT count(*) FROM article a WHERE a.statute = s.id) there FROM statute s',
  );

describe('import', () => {
  it('says what it would do and does nothing with --dry-run', async () => {
    const { code, stdout, stderr } = await importLaws('--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('新增 中华人民共和国乙法（2023年9月1日修正，2 条）：2024-01-01 起施行');
    expect(stdout).toContain('只看不改。如果导入：新增 2，修改 0，未变 0');
    expect(stderr).toContain('读法规 2/2');
    expect(existsSync(data)).toBe(false);
  });
  it('takes everything, and the second time nothing', async () => {
    expect((await importLaws()).stdout).toContain('新增 2，修改 0，未变 0，被取代或废止 0，没收 0。');
    expect((await importLaws()).stdout).toContain('新增 0，修改 0，未变 2，被取代或废止 0，没收 0。');
    expect(rows().map((r) => [r.state, r.there === r.articles])).toEqual([
      ['ready', true],
      ['ready', true],
    ]);
  });
  it('a revision ends the older text; a broken file and a shorter text are refused and lose nothing', async () => {
    await importLaws();
    writeFiles(laws, {
      '社会法/甲法(2025-06-27).md': law(
        '中华人民共和国甲法',
        `${PASSED}\n\n2025年6月27日 会议修订`,
        '新。',
        inForce('2026年1月1日'),
      ),
      '社会法/乙法(2023-09-01).md': law('中华人民共和国乙法', AMENDED, '乙。'),
      '社会法/丙法(2020-05-28).md': Buffer.from([0xb1, 0xfb]),
    });
    const { code, stdout } = await importLaws();
    expect(code).toBe(4);
    expect(stdout).toContain(
      '失效 中华人民共和国甲法（2020年5月28日通过）：2026-01-01 起由2025年6月27日修订取代',
    );
    expect(stdout).toContain('没收 社会法/丙法(2020-05-28).md：不是 UTF-8 文本');
    expect(stdout).toContain('只有 1 条，库里有 2 条，像是没有下载完整；库里的不动');
    expect(stdout).toContain('新增 1，修改 0，未变 1，被取代或废止 1，没收 2。');
    expect((await knowledge('cite', '乙法', '2')).code).toBe(0);
    expect((await importLaws('--allow-fewer')).stdout).toContain('新增 0，修改 1，未变 2');
    // what was replaced is deleted at the end
    expect(rows().map((r) => [r.state, r.there])).toEqual(expect.arrayContaining([['ready', 1]]));
    expect(rows().every((r) => r.state === 'ready')).toBe(true);
  });
  it('an older text does not replace the newer one', async () => {
    await importLaws();
    rmSync(laws, { recursive: true });
    writeFiles(laws, {
      '乙法(2001-01-01).md': law('中华人民共和国乙法', '2001年1月1日 全国人民代表大会通过', '旧。'),
    });
    const { code, stdout } = await importLaws();
    expect(code).toBe(0);
    expect(stdout).toContain(
      '旧于库存 中华人民共和国乙法：文件夹里最新的是2001年1月1日通过，库里有2023年9月1日修正',
    );
    expect(stdout).toContain('库里另有 2 个版本不在这个文件夹里，原样保留');
    expect((await knowledge('cite', '乙法', '1')).stdout).toContain('2023年9月1日修正');
  });
  it.each([
    ['a folder that is missing', () => join(laws, 'nowhere'), '没有这个文件夹'],
    ['an empty folder', () => join(folder.path, 'knowledge'), '里没有法规文件'],
  ])('%s: exit code 2, nothing is made', async (_, path, why) => {
    const { code, stderr } = await knowledge('import-statutes', path());
    expect(code).toBe(2);
    expect(stderr).toContain(why);
    expect(existsSync(data)).toBe(false);
  });
  it('while another import runs: exit code 3', async () => {
    await importLaws();
    const release = holdAlone(join(data, 'import-statutes.lock'));
    const { code, stderr } = await importLaws();
    release?.();
    expect([code, stderr.includes('另一个导入正在进行')]).toEqual([3, true]);
    expect((await importLaws()).code).toBe(0);
  });
});

describe('reading', () => {
  it('says how to import while nothing is', async () => {
    const listed = await knowledge('statutes');
    expect(listed).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('import-statutes <文件夹>') as string,
    });
    const cited = await knowledge('cite', '甲法', '1');
    expect([cited.code, cited.stderr]).toEqual([1, expect.stringContaining('还没有导入法规')]);
    expect(existsSync(data)).toBe(false);
  });
  it('cite gives text, hash, version and validity, the same from the store and from the folder', async () => {
    await importLaws();
    const stored = await knowledge('cite', '老乙', '1');
    expect(stored.stdout).toMatch(
      /^中华人民共和国乙法 第一条\n版本：2023年9月1日修正\n效力：现行，2024-01-01 起施行（laws.yaml：修改决定）\n位置：第一章 总则\ntextHash：[0-9a-f]{64}\n\n乙。\n$/u,
    );
    expect((await knowledge('cite', '老乙', '第一条', '--laws', laws)).stdout).toBe(stored.stdout);
    const json = JSON.parse((await knowledge('cite', '甲法', '2', '--json')).stdout) as Record<
      string,
      unknown
    >;
    expect(json).toMatchObject({ number: '第二条', versionDate: '2020-05-28', inForceFrom: '2021-01-01' });
  });
  it('what is not there is said', async () => {
    await importLaws();
    const say = async (...args: string[]) => {
      const { code, stderr } = await knowledge(...args);
      return [code, stderr.replaceAll(/^读法规.*\n/gmu, '').trim()];
    };
    expect(await say('cite', '甲法', '9')).toEqual([
      1,
      '中华人民共和国甲法（2020年5月28日通过）里没有第九条。',
    ]);
    expect(await say('cite', '丁法', '1')).toEqual([1, '没有“丁法”这部法。']);
    expect(await say('cite', '甲法', '1', '--version', '1999-01-01')).toEqual([
      1,
      '没有这个版本；有：2020年5月28日通过',
    ]);
    expect(await say('statutes', '丁法')).toEqual([1, '法规库里没有“丁法”。']);
    expect((await say('cite', '甲法'))[0]).toBe(2);
  });
});
