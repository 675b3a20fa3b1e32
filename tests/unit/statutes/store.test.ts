import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lawKey } from '../../../knowledge/import/law-name.js';
import { compareVersions } from '../../../server/store/compare-versions.js';
import { holdAlone } from '../../../server/store/hold-alone.js';
import { migrate, type OpenDatabase, openDatabase } from '../../../server/store/open-database.js';
import { inForceOn, type StatuteArticle, validityOn } from '../../../server/store/statute.js';
import { StatuteStore } from '../../../server/store/statute-store.js';
import { type NewStatute, StatuteWriter } from '../../../server/store/statute-writer.js';
import { type TempDir, tempDir } from '../../support/temp-dir.js';

let folder: TempDir;
let database: OpenDatabase;
let store: StatuteStore;
let writer: StatuteWriter;
beforeEach(async () => {
  folder = tempDir();
  database = openDatabase(join(folder.path, 'test.db'));
  await migrate(database);
  store = new StatuteStore(database.db, lawKey);
  writer = new StatuteWriter(database.db, () => 7);
});
afterEach(async () => {
  await database.close();
  folder.remove();
});

const statute = (law: string, date: string, more: Partial<NewStatute> = {}): NewStatute => ({
  law,
  name: `中华人民共和国${law}`,
  short_names: JSON.stringify([law]),
  category: '社会法',
  version: `${date}通过`,
  version_date: date,
  passed_on: date,
  passed_source: '题注',
  text_in_force_from: null,
  text_in_force_source: null,
  in_force_from: null,
  in_force_source: null,
  repealed_on: null,
  superseded_by: null,
  repealed_source: null,
  repeals: '[]',
  articles: 2,
  hash: `${law}${date}`,
  files: '[]',
  ...more,
});
const articles = (...texts: string[]) =>
  texts.map((text, i) => ({
    number: `第${i + 1}条`,
    text,
    chapter_path: '["第一章"]',
    text_hash: `h-${text}`,
  }));
const count = (table: string): number =>
  (database.raw.prepare(`SELECT count(*) n FROM ${table}`).get() as { n: number }).n;

describe('reading', () => {
  beforeEach(async () => {
    const old = statute('甲法', '2012-10-26', {
      in_force_from: '2013-01-01',
      repealed_on: '2026-01-01',
      superseded_by: '新',
    });
    await writer.put(old, articles('旧一', '旧二'), ['甲法', '旧名']);
    await writer.put(
      statute('甲法', '2025-06-27', { in_force_from: '2026-01-01' }),
      articles('新一', '旧二', '新三'),
      ['甲法'],
    );
    await writer.put(statute('乙法', '2020-05-28'), articles('乙'), ['乙法', '甲法']);
  });
  it('a law is found by any spelling of any of its names, its own name first', async () => {
    for (const name of ['甲法', '中华人民共和国甲法', '《甲法》', '旧名'])
      expect((await store.versions(name)).map((v) => v.versionDate)).toEqual(['2025-06-27', '2012-10-26']);
    expect(await store.versions('丙法')).toEqual([]);
    expect((await store.all()).map((v) => v.law)).toEqual(['乙法', '甲法', '甲法']);
    expect(await store.count()).toBe(3);
    const inForce = async (day: string) => (await store.inForce(day)).map((v) => [v.law, v.versionDate]);
    expect(await inForce('2026-01-01')).toEqual([
      ['乙法', '2020-05-28'],
      ['甲法', '2025-06-27'],
    ]);
    expect(await inForce('2019-01-01')).toEqual([['甲法', '2012-10-26']]);
  });
  it('an article in the version of a day or of a date', async () => {
    const text = async (number: string, which: { on: string } | { versionDate: string }) =>
      (await store.article('甲法', number, which))?.article.text;
    expect(await text('第1条', { on: '2025-12-31' })).toBe('旧一');
    expect(await text('第1条', { on: '2026-01-01' })).toBe('新一');
    expect(await text('第1条', { versionDate: '2012-10-26' })).toBe('旧一');
    expect(await text('第3条', { on: '2025-12-31' })).toBeUndefined();
    expect(await text('第1条', { on: '2012-01-01' })).toBeUndefined();
    expect(await text('第1条', { versionDate: '1999-01-01' })).toBeUndefined();
  });
  it('by the keys that an index keeps', async () => {
    const version = await store.version('甲法', { on: '2026-06-01' });
    const list = await store.articles(version?.id ?? 0);
    expect(list.map((a) => [a.seq, a.text])).toEqual([
      [0, '新一'],
      [1, '旧二'],
      [2, '新三'],
    ]);
    expect(await store.articleBySeq(version?.id ?? 0, 2)).toEqual(list[2]);
    expect(await store.articleBySeq(version?.id ?? 0, 9)).toBeNull();
    expect(await store.byId(version?.id ?? 0)).toEqual(version);
    expect(await store.byId(999)).toBeNull();
  });
  it('two versions side by side', async () => {
    const [after, before] = await store.versions('甲法');
    const rows = compareVersions(await store.articles(before?.id ?? 0), await store.articles(after?.id ?? 0));
    expect(rows.map((r) => [r.number, r.change])).toEqual([
      ['第1条', 'changed'],
      ['第2条', 'same'],
      ['第3条', 'new'],
    ]);
    const back = compareVersions(await store.articles(after?.id ?? 0), await store.articles(before?.id ?? 0));
    expect(back.at(-1)).toMatchObject({ number: '第3条', change: 'gone', after: null });
  });
});

it('words that moved to another number are named', () => {
  const article = (number: string, text: string): StatuteArticle => ({
    statute: 1,
    seq: 0,
    number,
    text,
    chapterPath: [],
    textHash: text,
  });
  const rows = compareVersions(
    [article('一', 'a'), article('二', 'b')],
    [article('一', 'x'), article('二', 'a')],
  );
  expect(rows.map((r) => [r.number, r.change, r.movedFrom, r.movedTo])).toEqual([
    ['一', 'changed', null, '二'],
    ['二', 'changed', '一', null],
  ]);
});

describe('validity', () => {
  const version = (
    versionDate: string,
    inForceFrom: string | null,
    repealedOn: string | null = null,
    supersededBy: string | null = null,
  ) => ({
    versionDate,
    inForceFrom,
    repealedOn,
    supersededBy,
  });
  it('a version that is passed but not yet in force leaves the older one in force', () => {
    const [old, next] = [
      version('2012-10-26', null, '2026-01-01', '新'),
      version('2025-06-27', '2026-01-01'),
    ];
    expect(inForceOn([old, next], '2025-12-31')).toBe(old);
    expect(validityOn(next, [old, next], '2025-12-31')).toBe('not_yet_in_force');
    expect(inForceOn([old, next], '2026-01-01')).toBe(next);
    expect(validityOn(old, [old, next], '2026-01-01')).toBe('superseded');
  });
  it('a repealed law has no version in force', () => {
    const noise = version('2021-12-24', '2022-06-05', '2026-08-15', '生态环境法典');
    expect(inForceOn([noise], '2026-08-14')).toBe(noise);
    expect(inForceOn([noise], '2026-08-15')).toBeNull();
    expect(validityOn(noise, [noise], '2026-08-15')).toBe('repealed');
    expect(inForceOn([version('2000-05-27', null, null, '另一部法')], '2026-01-01')).toBeNull();
  });
});

describe('writing', () => {
  it('a version is invisible until it is whole, also when the process ends in between', async () => {
    const failing = articles(...Array.from({ length: 130 }, (_, i) => `第 ${i}`));
    failing[120] = { ...failing[120], text_hash: null as unknown as string } as (typeof failing)[number];
    await writer.put(statute('甲法', '2020-01-01'), articles('一', '二'), ['甲法']);
    await expect(writer.put(statute('甲法', '2020-01-01', { hash: 'x' }), failing, ['甲法'])).rejects.toThrow(
      /NOT NULL/u,
    );
    expect(count('article')).toBeGreaterThan(100);
    expect((await store.versions('甲法')).map((v) => v.articles)).toEqual([2]);
    expect((await store.article('甲法', '第1条', { versionDate: '2020-01-01' }))?.article.text).toBe('一');
    expect(await writer.clear()).toBe(1);
    expect([count('article'), count('statute')]).toEqual([2, 1]);
  });
  it('a changed version takes the place of the old one in one step, and clear() deletes the old', async () => {
    await writer.put(statute('甲法', '2020-01-01'), articles('一', '二'), ['甲法']);
    await writer.put(statute('甲法', '2020-01-01', { hash: 'x', articles: 1 }), articles('改'), ['甲法']);
    expect((await store.versions('甲法')).map((v) => v.articles)).toEqual([1]);
    expect(count('article')).toBe(3);
    expect(await writer.clear()).toBe(0);
    expect([count('article'), count('statute')]).toEqual([1, 1]);
  });
  it('many articles go in short transactions', async () => {
    let commits = 0;
    const db = database.db.withPlugin({
      transformQuery: ({ node }) => {
        if (node.kind === 'RawNode' && node.sqlFragments[0] === 'commit') commits += 1;
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    await new StatuteWriter(db, Date.now).put(
      statute('甲法', '2020-01-01'),
      articles(...Array.from({ length: 1000 }, (_, i) => `${i}`)),
      ['甲法'],
    );
    expect(commits).toBeGreaterThan(15);
    expect(count('article')).toBe(1000);
  });
  it('dates are set without touching the text', async () => {
    await writer.put(statute('甲法', '2020-01-01'), articles('一', '二'), ['甲法']);
    const [before] = await store.versions('甲法');
    const dates = {
      in_force_from: '2020-02-01',
      in_force_source: 's',
      repealed_on: null,
      superseded_by: null,
      repealed_source: null,
    };
    await writer.setDates([{ id: before?.id ?? 0, dates }]);
    expect(await store.versions('甲法')).toEqual([
      { ...before, inForceFrom: '2020-02-01', inForceSource: 's' },
    ]);
  });
});

it('one import at a time; the lock goes with its holder', () => {
  const file = join(folder.path, 'import.lock');
  const release = holdAlone(file);
  expect(release).not.toBeNull();
  expect(holdAlone(file)).toBeNull();
  release?.();
  const again = holdAlone(file);
  expect(again).not.toBeNull();
  again?.();
});
