import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ParsedLaw, parseLaw } from '../../../knowledge/import/parse-law.js';
import { planImport, type StoredStatute } from '../../../knowledge/import/plan.js';
import { readMarkdown } from '../../../knowledge/import/read-markdown.js';
import { registryOf } from '../../../knowledge/import/registry.js';
import { articleRows, statuteRow } from '../../../knowledge/import/rows.js';
import type { Law } from '../../../knowledge/schema.js';
import { inForce, markdownLaw, PASSED } from '../../support/statute-files.js';

const REVISED = '2025年6月27日 第十四届全国人民代表大会常务委员会第十六次会议修订';
const AMENDED = '2023年9月1日 常务委员会第五次会议《关于修改〈甲法〉的决定》第五次修正';
const law = (title: string, history: string[], ...articles: string[]): ParsedLaw =>
  parseLaw(readMarkdown('社会法/甲.md', markdownLaw(title, history, articles)));
const first = law('中华人民共和国甲法', [PASSED], '甲。', inForce('2021年1月1日'));
const revised = law('中华人民共和国甲法', [PASSED, REVISED], '甲甲。', inForce('2026年1月1日'));
const amended = law('中华人民共和国甲法', [PASSED, AMENDED], '甲。', inForce('2021年1月1日'));
const row = (more: Partial<Law>): Law => ({
  name: '中华人民共和国甲法',
  short: ['甲法'],
  version: '2023年9月1日修正',
  in_force_from: null,
  source: '决定原文',
  ...more,
});
const plan = (laws: ParsedLaw[], stored: StoredStatute[] = [], registry: Law[] = [], fewer = false) =>
  planImport(laws, stored, registryOf(registry), fewer);
/** What the store would hold after a plan was applied. */
const stored = (laws: ParsedLaw[], registry: Law[] = []): StoredStatute[] =>
  plan(laws, [], registry).added.map(
    (c, i) => ({ ...statuteRow(c, []), id: i + 1, state: 'ready', imported_at: 1 }) as StoredStatute,
  );

describe('dates of a new version', () => {
  it('from the text, with the older version ended by the newer', () => {
    const { added, ended } = plan([revised, first]);
    expect(added.map((c) => [c.parsed.version, c.validity.inForceFrom, c.validity.repealedOn])).toEqual([
      ['2025年6月27日修订', '2026-01-01', null],
      ['2020年5月28日通过', '2021-01-01', '2026-01-01'],
    ]);
    expect(ended).toMatchObject([
      { version: '2020年5月28日通过', validity: { supersededBy: '2025年6月27日修订' } },
    ]);
  });
  it('an amendment has none unless laws.yaml has it', () => {
    expect(plan([amended]).added[0]?.validity).toMatchObject({ inForceFrom: null, inForceSource: null });
    const { added } = plan([amended], [], [row({ in_force_from: '2024-01-01' })]);
    expect(added[0]?.validity).toMatchObject({
      inForceFrom: '2024-01-01',
      inForceSource: 'laws.yaml：决定原文',
    });
    // the row is about that version only
    expect(plan([first], [], [row({ in_force_from: '2024-01-01' })]).added[0]?.validity.inForceFrom).toBe(
      '2021-01-01',
    );
  });
  it('where laws.yaml and the text disagree it is said', () => {
    const wrong = row({ version: '2020年5月28日通过', in_force_from: '2021-02-01' });
    expect(plan([first], [], [wrong]).disagreements).toEqual([
      expect.stringContaining('laws.yaml 写 2021-02-01 施行'),
    ]);
  });
});

describe('the end of a law', () => {
  const code = law(
    '中华人民共和国丙法典',
    [PASSED],
    '丙。',
    '本法自2021年1月1日起施行。《中华人民共和国甲法》同时废止。',
  );
  const before = law(
    '中华人民共和国甲法',
    ['2000年5月28日 全国人民代表大会通过'],
    '甲。',
    inForce('2000年6月1日'),
  );
  it('a later law’s repeal article', () => {
    const [old] = plan([before, code]).added;
    expect(old?.validity).toMatchObject({
      repealedOn: '2021-01-01',
      supersededBy: '中华人民共和国丙法典',
      repealedSource: '中华人民共和国丙法典第二条',
    });
  });
  it('speaks of texts before it, not of a namesake after it', () => {
    const [later] = plan([revised, code]).added;
    expect(later?.validity.supersededBy).toBeNull();
  });
  it('laws.yaml, for texts up to the one it was written about', () => {
    const ended = row({ version: '2020年5月28日通过', in_force_to: '2024-08-15', superseded_by: '丁法典' });
    expect(plan([first], [], [ended]).added[0]?.validity).toMatchObject({
      repealedOn: '2024-08-15',
      supersededBy: '丁法典',
    });
    expect(plan([revised], [], [ended]).added[0]?.validity.repealedOn).toBeNull();
  });
  it('reaches what is already stored', () => {
    const { dates, ended, unchanged } = plan([before, code], stored([before]));
    expect(unchanged).toEqual([before]);
    expect(dates).toMatchObject([{ stored: { law: '甲法' }, validity: { repealedOn: '2021-01-01' } }]);
    expect(ended).toHaveLength(1);
  });
});

describe('a second import', () => {
  it('of the same folder changes nothing', () => {
    const again = plan([revised, first, amended], stored([revised, first, amended]));
    expect(again).toMatchObject({
      added: [],
      changed: [],
      dates: [],
      ended: [],
      fewer: [],
      older: [],
      elsewhere: 0,
    });
    expect(again.unchanged).toHaveLength(3);
  });
  it('takes a changed text; one with fewer articles only when asked', () => {
    const longer = law('中华人民共和国甲法', [PASSED], '改。', '加。', inForce('2021年1月1日'));
    expect(plan([longer], stored([first])).changed).toMatchObject([
      { parsed: longer, stored: { articles: 2 } },
    ]);
    const shorter = plan([first], stored([longer]));
    expect(shorter).toMatchObject({ changed: [], fewer: [{ parsed: first, stored: { articles: 3 } }] });
    expect(plan([first], stored([longer]), [], true).changed).toHaveLength(1);
  });
  it('of an older text keeps the newer one in force and says so', () => {
    const { older, added, dates } = plan([first], stored([revised]));
    expect(older).toMatchObject([{ parsed: first, stored: { version: '2025年6月27日修订' } }]);
    expect(added[0]?.validity).toMatchObject({ repealedOn: '2026-01-01', supersededBy: '2025年6月27日修订' });
    expect(dates).toEqual([]);
  });
  it('leaves alone what the folder does not have', () => {
    expect(plan([first], stored([first, revised]))).toMatchObject({ elsewhere: 1, added: [], changed: [] });
  });
  it('a date filled in laws.yaml reaches the stored version without a new text', () => {
    const { dates, unchanged } = plan([amended], stored([amended]), [row({ in_force_from: '2024-01-01' })]);
    expect(unchanged).toHaveLength(1);
    expect(dates).toMatchObject([{ validity: { inForceFrom: '2024-01-01' } }]);
  });
});

it('an article’s hash is that of its text alone', () => {
  const hash = createHash('sha256').update('甲。').digest('hex');
  for (const parsed of [first, amended]) {
    const [change] = plan([parsed]).added;
    const rows = change ? articleRows(change) : [];
    expect(rows[0]).toMatchObject({
      number: '第一条',
      text: '甲。',
      chapter_path: '["第一章 总则"]',
      text_hash: hash,
    });
  }
});
