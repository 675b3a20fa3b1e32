import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCollection } from '../../../knowledge/import/import-statutes.js';
import { NoCollection } from '../../../knowledge/import/read-collection.js';
import type { Law } from '../../../knowledge/schema.js';
import { inForce, markdownLaw, PASSED, writeFiles } from '../../support/statute-files.js';
import { type TempDir, tempDir } from '../../support/temp-dir.js';

const DOCX = 'tests/fixtures/statutes/docx';
let folder: TempDir;
beforeEach(() => {
  folder = tempDir();
});
afterEach(() => folder.remove());
const read = (laws: Law[] = []) => readCollection(folder.path, laws, () => {});
const good = markdownLaw('中华人民共和国甲法', [PASSED], ['甲。', inForce('2021年1月1日')]);
const write = (files: Record<string, string | Buffer>) => writeFiles(folder.path, files);

describe('a folder', () => {
  it('that is missing, a file, or without laws is said to be so', async () => {
    const why = (path: string) => readCollection(path, [], () => {}).catch((e: unknown) => e as Error);
    expect(await why(join(folder.path, 'nowhere'))).toBeInstanceOf(NoCollection);
    expect(((await why(join(folder.path, 'nowhere'))) as Error).message).toContain('没有这个文件夹');
    expect(((await why(folder.path)) as Error).message).toContain('里没有法规文件');
    write({ 'a.md': good });
    expect(((await why(join(folder.path, 'a.md'))) as Error).message).toContain('是一个文件');
  });
  it('gives its laws; contents, cases and amending decisions are counted, not taken', async () => {
    write({
      '社会法/甲法(2020-05-28).md': good,
      '社会法/_index.md': '目录',
      'README.md': '说明',
      '案例/某案.md': good,
      '刑法/刑法修正案（七）.md': markdownLaw('中华人民共和国刑法修正案（七）', [PASSED], []),
      '司法解释/决定.md': markdownLaw(
        '最高人民法院关于修改《甲规定》等三件司法解释的决定',
        [PASSED],
        ['改。'],
      ),
    });
    const found = await read();
    expect(found).toMatchObject({ files: 3, cases: 1, refused: [], copies: [] });
    expect(found.amending.map((r) => r.file)).toEqual(['刑法/刑法修正案（七）.md', '司法解释/决定.md']);
    expect(found.laws).toMatchObject([
      {
        law: '甲法',
        name: '中华人民共和国甲法',
        version: '2020年5月28日通过',
        category: '社会法',
        inForceFrom: '2021-01-01',
      },
    ]);
  });
});

describe('a file that is no whole law is refused by name, and the others are read', () => {
  it.each<[string, string, string | Buffer]>([
    ['empty', '文件是空的', ''],
    ['cut off', '没有“<!-- INFO END -->”一行', '# 甲法\n\n2020年5月28日 通过'],
    ['without a title', '没有题目', '2020年5月28日 通过\n<!-- INFO END -->\n第一条 甲。'],
    ['without text', '只有题目，没有正文', `# 甲法\n${PASSED}\n<!-- INFO END -->`],
    ['without any date', '都没有日期', '# 攻略\n<!-- INFO END -->\n先去仲裁。'],
    ['pasted together', '条号倒退：第二条之后又出现第一条', `${good}\n\n第一条 乙。`],
    [
      'GBK',
      '不是 UTF-8 文本（像是 GBK）',
      Buffer.concat([Buffer.from('# '), Buffer.from([0xb5, 0xda, 0xd2, 0xbb, 0xcc, 0xf5])]),
    ],
    [
      'UTF-16',
      '不是 UTF-8 文本（像是 UTF-16）',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(good, 'utf16le')]),
    ],
  ])('%s', async (_, why, content) => {
    write({ '坏.md': content, '甲法(2020-05-28).md': good });
    const { laws, refused } = await read();
    expect(refused).toEqual([{ file: '坏.md', why: expect.stringContaining(why) as string }]);
    expect(laws.map((l) => l.law)).toEqual(['甲法']);
  });
  it('docx that is no docx, or of another layout', async () => {
    write({ '甲.docx': 'PK 不是', '乙.docx': readFileSync('tests/fixtures/statutes/no-note.docx') });
    const { refused } = await read();
    expect(refused.map((r) => r.why)).toEqual([
      expect.stringContaining('没有题注'),
      '打不开，不是完整的 docx 文件',
    ]);
  });
});

describe('several files of one law', () => {
  const part = (name: string, from: number, to: number) =>
    markdownLaw(
      '中华人民共和国民法典',
      [PASSED, '2021年1月1日 施行'],
      Array.from({ length: to }, (_, i) => `条${i + 1}。`),
      name,
    )
      .split('\n\n')
      .filter((_, i) => i < 6 || (i - 5 >= from && i - 5 <= to))
      .join('\n\n');
  it('parts of a code are one law, in the order of their articles', async () => {
    write({ '民法典/物权编.md': part('物权编', 3, 4), '民法典/总则.md': part('总则', 1, 2) });
    const { laws, refused } = await read();
    expect(refused).toEqual([]);
    expect(laws).toHaveLength(1);
    expect(laws[0]?.articles.map((a) => [a.number, a.chapterPath[0]])).toEqual([
      ['第一条', '总则'],
      ['第二条', '总则'],
      ['第三条', '物权编'],
      ['第四条', '物权编'],
    ]);
    expect(laws[0]).toMatchObject({
      inForceFrom: '2021-01-01',
      files: ['民法典/总则.md', '民法典/物权编.md'],
    });
  });
  it('a code with a part missing is refused whole', async () => {
    write({
      '民法典/继承编.md': part('继承编', 5, 6),
      '民法典/总则.md': part('总则', 1, 2),
      '民法典/附则.md': part('附则', 7, 7),
    });
    const { laws, refused } = await read();
    expect(laws).toEqual([]);
    expect(refused).toHaveLength(3);
    expect(refused[0]?.why).toContain('从第 5 条开始，前面只到第 2 条，整部没有收');
  });
  it('of two copies one is taken, and it is said which and whether they differ', async () => {
    const other = good.replace('甲。', '甲甲甲。');
    write({
      '行政法/甲法(2020-05-28).md': good,
      '社会法/甲法(2020-05-28).md': other,
      '经济法/甲法(2020-05-28).md': `${good} `,
    });
    const { laws, copies } = await read();
    expect(laws.map((l) => l.files)).toEqual([['社会法/甲法(2020-05-28).md']]);
    expect(copies).toEqual([
      expect.stringContaining('有 1 条文字不同'),
      expect.stringContaining('有 1 条文字不同'),
    ]);
    const named = {
      name: '中华人民共和国甲法',
      short: [],
      file: '行政法/甲法(2020-05-28).md',
      version: '',
      in_force_from: null,
      source: '',
    };
    const again = await read([named]);
    expect(again.laws.map((l) => l.files)).toEqual([['行政法/甲法(2020-05-28).md']]);
    expect(again.copies.join()).toContain('文字相同');
  });
  it('the same text with and without a date in the name is one version', async () => {
    write({ '甲法.md': good, '甲法(2020-06-01).md': good });
    const { laws, copies } = await read();
    expect(laws.map((l) => l.versionDate)).toEqual(['2020-06-01']);
    expect(copies).toHaveLength(1);
  });
});

describe('docx of the national law database', () => {
  it('a first text, a revision and an amendment', async () => {
    const { laws, refused } = await readCollection(DOCX, [], () => {});
    expect(refused).toEqual([]);
    const facts = laws.map((l) => [l.name, l.version, l.change, l.inForceFrom, l.articles.length]);
    expect(facts).toEqual([
      ['中华人民共和国楼道示例法', '2023年9月1日修正', 'amended', null, 3],
      ['中华人民共和国邻里示例法', '2020年5月28日通过', 'first', '2021-01-01', 4],
      ['中华人民共和国邻里示例法', '2025年6月27日修订', 'revised', '2026-01-01', 6],
    ]);
    const [amended, first, revised] = laws;
    expect(first?.articles[2]).toEqual({
      number: '第三条',
      text: '夜间不得拖动家具。\n违反前款规定的，由物业服务人劝阻：\n（一）第一次，口头劝阻；\n（二）第二次，书面劝阻。',
      chapterPath: ['第二章 相邻关系'],
    });
    expect(first?.repeals).toMatchObject([{ name: '楼道示例条例', on: '2021-01-01' }]);
    expect(revised?.articles[4]?.chapterPath).toEqual(['第二章 相邻关系', '第二节 通风']);
    expect(amended?.articles[1]).toMatchObject({
      number: '第一条之一',
      chapterPath: ['第一编 总则', '第一章 一般规定'],
    });
    expect(amended?.passedSource).toContain('第二次修正');
  });
  it('a file that was cut off is refused', async () => {
    const bytes = readFileSync(join(DOCX, '中华人民共和国楼道示例法_20230901.docx'));
    writeFileSync(join(folder.path, '断.docx'), bytes.subarray(0, bytes.length - 40));
    expect((await read()).refused).toHaveLength(1);
    rmSync(join(folder.path, '断.docx'));
  });
});
