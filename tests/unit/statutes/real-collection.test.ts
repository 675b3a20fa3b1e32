/**
 * The whole collection of ../shared/data/laws: read, imported, dated.
 * Runs where the folder is at hand; in CI it must be.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLaws } from '../../../knowledge/commands/read-laws.js';
import {
  applyPlan,
  type Collection,
  planOf,
  readCollection,
} from '../../../knowledge/import/import-statutes.js';
import { lawKey } from '../../../knowledge/import/law-name.js';
import { ROOT } from '../../../server/config.js';
import { migrate, type OpenDatabase, openDatabase } from '../../../server/store/open-database.js';
import { inForceOn, validityOn } from '../../../server/store/statute.js';
import { StatuteStore } from '../../../server/store/statute-store.js';
import { StatuteWriter } from '../../../server/store/statute-writer.js';
import { type TempDir, tempDir } from '../../support/temp-dir.js';

const LAWS = join(ROOT, '../shared/data/laws');
const GOLD = join(ROOT, '../shared/data/stard/train.jsonl');
const present = existsSync(LAWS);
if (!present) console.warn(`没有 ${LAWS}：全量法规的测试跳过（CI 里必须有）`);

it('the collection is at hand in CI', () => {
  expect(present || process.env.CI !== 'true').toBe(true);
});

describe.runIf(present)('the whole collection', () => {
  const laws = readLaws(join(ROOT, 'knowledge'));
  let folder: TempDir;
  let database: OpenDatabase;
  let store: StatuteStore;
  let writer: StatuteWriter;
  let collection: Collection;
  beforeAll(async () => {
    folder = tempDir();
    database = openDatabase(join(folder.path, 'test.db'));
    await migrate(database);
    store = new StatuteStore(database.db, lawKey);
    writer = new StatuteWriter(database.db, Date.now);
    collection = await readCollection(LAWS, laws, () => {});
    await applyPlan(planOf(collection, [], laws, false), laws, writer, () => {});
  }, 180_000);
  afterAll(async () => {
    await database.close();
    folder.remove();
  });

  it('about 63,000 articles in the newest versions, and every file accounted for', async () => {
    const all = await store.all();
    const newest = all.filter((s, i) => all[i - 1]?.law !== s.law);
    expect(all.length).toBeGreaterThan(1580);
    expect(newest.reduce((n, s) => n + s.articles, 0)).toBeGreaterThan(63_000);
    const { files, copies, amending, refused } = collection;
    const parts = collection.laws.reduce((n, p) => n + p.files.length, 0);
    expect(parts + copies.length + amending.length + refused.length).toBe(files);
    expect(refused.map((r) => r.why.replace(/\d+/u, 'N'))).toEqual([
      '没有分条，有 N 字，不能当一条引用',
      '文件名和题注里都没有日期，不知道是哪一天的文本',
      '没有分条，有 N 字，不能当一条引用',
      '文件名和题注里都没有日期，不知道是哪一天的文本',
    ]);
  });
  it('stays small and writes in short steps', () => {
    expect(process.memoryUsage().rss).toBeLessThan(1.5e9);
    // 10 ms on the target machine; the bound leaves room for other tests beside it
    expect(writer.longest).toBeLessThan(200);
  });
  it('a second import finds everything unchanged', async () => {
    const again = planOf(collection, await writer.stored(), laws, false);
    expect(again).toMatchObject({ added: [], changed: [], dates: [], ended: [], fewer: [], older: [] });
  });
  it('texts and laws.yaml do not contradict each other', () => {
    expect(planOf(collection, [], laws, false).disagreements).toEqual([]);
  });
  it.each([
    ['民事诉讼法', '2023年9月1日修正', '2024-01-01'],
    ['治安管理处罚法', '2025年6月27日修订', '2026-01-01'],
    ['民法典', '2020年5月28日通过', '2021-01-01'],
  ])('%s: %s is in force since %s', async (name, version, day) => {
    const found = (await store.versions(name)).find((v) => v.version === version);
    expect(found?.inForceFrom).toBe(day);
    expect((await store.version(name, { on: day }))?.version).toBe(version);
  });
  it('治安管理处罚法 of 2012 is superseded by that of 2025', async () => {
    const versions = await store.versions('治安管理处罚法');
    const old = versions.find((v) => v.versionDate === '2012-10-26');
    expect(old).toMatchObject({
      repealedOn: '2026-01-01',
      supersededBy: '2025年6月27日修订',
      inForceFrom: null,
    });
    expect(inForceOn(versions, '2025-12-31')).toEqual(old);
    expect(
      (await store.article('治安管理处罚法', '第八十八条', { on: '2026-01-01' }))?.article.text,
    ).toContain('噪声');
  });
  it('噪声污染防治法 is superseded by 生态环境法典', async () => {
    const versions = await store.versions('噪声污染防治法');
    expect(versions).toMatchObject([
      { repealedOn: '2026-08-15', supersededBy: '中华人民共和国生态环境法典' },
    ]);
    expect(await store.version('噪声污染防治法', { on: '2026-08-15' })).toBeNull();
    const water = await store.versions('水污染防治法');
    expect(water[0]?.repealedSource).toBe('中华人民共和国生态环境法典第一千二百四十二条');
    expect(water[0] && validityOn(water[0], water, '2026-08-15')).toBe('repealed');
  });
  it('an amended version never takes a date from its last article', () => {
    const dated = collection.laws.filter(
      (p) => p.change === 'amended' && p.inForceSource?.startsWith('末条'),
    );
    expect(dated.map((p) => p.name)).toEqual([]);
    expect(collection.laws.filter((p) => p.change === 'amended').length).toBeGreaterThan(170);
  });
  it('every law of the registry that names a file is found, in that version', async () => {
    const missing: string[] = [];
    for (const law of laws.filter((l) => l.file)) {
      const versions = await store.versions(law.name);
      const day = /^\d{4}年\d{1,2}月\d{1,2}日/u.exec(law.version)?.[0] ?? '';
      if (!versions.some((v) => v.version.startsWith(day))) missing.push(`${law.name}（${law.version}）`);
    }
    expect(missing).toEqual([]);
  });
  it.runIf(existsSync(GOLD))('every article that a benchmark question points to is there', async () => {
    const rows = readFileSync(GOLD, 'utf8').trim().split('\n');
    const gold = rows.flatMap((r) => (JSON.parse(r) as { gold: { law: string; article: string }[] }).gold);
    const numbers = new Map<string, Set<string>>();
    for (const law of new Set(gold.map((g) => g.law))) {
      const lists = await Promise.all((await store.versions(law)).map((v) => store.articles(v.id)));
      numbers.set(law, new Set(lists.flat().map((a) => a.number)));
    }
    expect(gold.length).toBeGreaterThan(1000);
    expect(gold.filter((g) => !numbers.get(g.law)?.has(g.article))).toEqual([]);
  });
});
