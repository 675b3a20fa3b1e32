/** Every mistake in the content is named with file, line and field. Mistakes are planted in a copy of the real folder. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatProblem, KnowledgeError, loadKnowledge, type Problem } from '../../../knowledge/load.js';
import { ROOT } from '../../../server/config.js';
import { type TempDir, tempDir } from '../../support/temp-dir.js';

const real = join(ROOT, 'knowledge');
let folder: TempDir;
beforeEach(() => {
  folder = tempDir();
  for (const part of [
    'cards',
    'cases',
    'mediation',
    'channels.yaml',
    'laws.yaml',
    'replies.yaml',
    'retrieval.yaml',
    'triage/rules.yaml',
  ])
    cpSync(join(real, part), join(folder.path, part), { recursive: true });
});
afterEach(() => folder.remove());

const CARD = 'cards/noise-revenge.yaml';
const problemsOf = (): Problem[] => {
  try {
    loadKnowledge(folder.path);
  } catch (error) {
    if (error instanceof KnowledgeError) return error.problems;
    throw error;
  }
  return [];
};
/** Replaces text in a file of the copy; gives the 1-based line where it stood. */
function edit(file: string, from: string | RegExp, to: string): number {
  const path = join(folder.path, file);
  const text = readFileSync(path, 'utf8');
  const at = text.search(typeof from === 'string' ? from.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&') : from);
  expect(at, `${file} has no ${from}`).toBeGreaterThanOrEqual(0);
  writeFileSync(path, text.replace(from, to));
  return text.slice(0, at).split('\n').length;
}

it('the real folder has no mistake, and as much as was promised', () => {
  expect(problemsOf()).toEqual([]);
  const k = loadKnowledge(folder.path);
  expect(k.cards.length).toBeGreaterThanOrEqual(90);
  expect(k.cases.length).toBeGreaterThanOrEqual(30);
  expect(k.mediation.tiers.map((t) => t.id).sort()).toEqual([
    'community_group',
    'diverse_room',
    'quick_point',
  ]);
  for (const c of k.cards) expect(c.questions.length, c.id).toBeGreaterThanOrEqual(8);
});

describe('a mistake in one file', () => {
  it.each<[string, string, string | RegExp, string, string, RegExp]>([
    [
      'a route that is none',
      CARD,
      'route: police_report',
      'route: polise',
      'route',
      /polise.*police_report/u,
    ],
    ['a danger that is none', CARD, 'danger: threat', 'danger: big', 'danger', /big.*threat/u],
    ['a topic that is none', CARD, 'topic: noise', 'topic: noisy', 'topic', /noisy/u],
    ['a misspelt field', CARD, 'headline:', 'headlin:', 'headlin', /./u],
    ['a number where text belongs', CARD, /headline: .*/u, 'headline: 5', 'headline', /5/u],
    ['a headline that is too short', CARD, /headline: .*/u, 'headline: 打', 'headline', /打/u],
    ['a review date that is none', CARD, /review_due: .*/u, 'review_due: 明年', 'review_due', /明年/u],
    ['an article that is no article', CARD, 'article: 第五十条', 'article: 50', 'citations.0.article', /50/u],
    ['a phone number with letters', CARD, 'number: "12345"', 'number: "123x"', 'lines.1.number', /123x/u],
    [
      'a channel without hours',
      'channels.yaml',
      /\n {4}hours: 24 小时\n/u,
      '\n',
      'channels.0.hours',
      /缺这一项/u,
    ],
    [
      'a law with a broken date',
      'laws.yaml',
      'in_force_from: "2021-11-01"',
      'in_force_from: "2021"',
      'laws.0.in_force_from',
      /2021/u,
    ],
    [
      'a case with a trust mark that is none',
      'cases/case-badminton-74.yaml',
      /trust: .*/u,
      'trust: Z',
      'trust',
      /Z.*S/u,
    ],
    ['a reply without its steps', 'replies.yaml', '  steps: []\n', '', 'greeting.steps', /缺这一项/u],
    [
      'a rule of unknown strength',
      'triage/rules.yaml',
      'strength: hard',
      'strength: strong',
      'rules.0.strength',
      /strong.*hard/u,
    ],
  ])('%s', (_, file, from, to, field, message) => {
    const line = edit(file, from, to);
    const found = problemsOf().filter((p) => p.file === file);
    const named = found.find((p) => p.field === field);
    expect(named, JSON.stringify(found.slice(0, 5))).toBeDefined();
    expect(named?.message).toMatch(message);
    // a missing field is placed at its parent, which stands at most a few lines above
    expect(Math.abs((named?.line ?? 0) - line)).toBeLessThanOrEqual(to === '' || to === '\n' ? 5 : 1);
    expect(formatProblem(named as Problem)).toMatch(
      new RegExp(`^${file}:\\d+ ${field.replaceAll('.', '\\.')}：`, 'u'),
    );
  });

  it('broken YAML: the line of the break', () => {
    const line = edit(CARD, 'danger: threat', 'danger: "threat');
    const [problem] = problemsOf();
    expect(problem?.file).toBe(CARD);
    expect(problem?.line).toBeGreaterThanOrEqual(line);
  });
  it('an id that is not the file’s name', () => {
    edit(CARD, 'id: noise-revenge', 'id: noise-other');
    expect(problemsOf()).toContainEqual(expect.objectContaining({ file: CARD, field: 'id' }));
  });
  it('all mistakes at once, not only the first', () => {
    edit(CARD, 'danger: threat', 'danger: big');
    edit(CARD, 'topic: noise', 'topic: noisy');
    edit('cards/rent-deposit.yaml', /review_due: .*/u, 'review_due: x');
    const named = problemsOf().map((p) => `${p.file} ${p.field}`);
    expect(named).toEqual(
      expect.arrayContaining([`${CARD} danger`, `${CARD} topic`, 'cards/rent-deposit.yaml review_due']),
    );
  });
});

describe('a mistake that one file cannot see', () => {
  it.each<[string, string, string | RegExp, string, string, RegExp]>([
    [
      'a related card that is not there',
      CARD,
      'also_see: [noise-upstairs',
      'also_see: [nowhere',
      'also_see',
      /nowhere/u,
    ],
    [
      'a negative of a card that is not there',
      CARD,
      'belongs: stalking',
      'belongs: nowhere',
      'negatives',
      /nowhere/u,
    ],
    ['a case that is not there', CARD, 'cases: []', 'cases: [nowhere]', 'cases', /nowhere/u],
    ['a number that the directory lacks', CARD, 'number: "12345"', 'number: "99999"', 'lines', /99999/u],
    [
      'a law that the registry lacks',
      CARD,
      'law: 治安管理处罚法, article: 第九十条',
      'law: 没有的法, article: 第九十条',
      'citations',
      /没有的法/u,
    ],
    [
      'a tier on a card that is not for mediation',
      CARD,
      'danger: threat',
      'danger: threat\ntier: quick_point',
      'tier',
      /./u,
    ],
    ['danger without a sign of danger', CARD, /danger_sign:\n.*\n.*\n/u, '', 'danger_sign', /./u],
  ])('%s', (_, file, from, to, field, message) => {
    edit(file, from, to);
    const named = problemsOf().find((p) => p.file === file && p.field === field);
    expect(named?.message ?? JSON.stringify(problemsOf())).toMatch(message);
    expect(named).toBeDefined();
  });
  it('an emergency that begins with a number that may not come first', () => {
    edit('cards/fight-now.yaml', /number: "110"/u, 'number: "12345"');
    expect(problemsOf()).toContainEqual(
      expect.objectContaining({ file: 'cards/fight-now.yaml', field: 'lines' }),
    );
  });
  it('the same question on two cards', () => {
    const question = '楼下装了震楼器，白天黑夜嗡嗡嗡，孩子一进门就哭';
    edit('cards/rent-deposit.yaml', 'questions:\n', `questions:\n- ${question}\n`);
    expect(problemsOf()).toContainEqual(expect.objectContaining({ field: 'questions' }));
  });
});

it('a folder without a file says which', () => {
  rmSync(join(folder.path, 'laws.yaml'));
  expect(() => loadKnowledge(folder.path)).toThrow(/laws\.yaml/u);
});
