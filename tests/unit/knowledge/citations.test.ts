/**
 * Every citation against the official texts: the article exists in the newest version in force, no card cites a law
 * that is no longer in force, and the gist speaks of what the article speaks of.
 * Runs where ../shared/data/laws is at hand; in CI it must be.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadKnowledge } from '../../../knowledge/load.js';
import { loadConfig, ROOT } from '../../../server/config.js';
import { LocalEmbeddings } from '../../../server/retrieval/embedder.js';
import { READ } from '../../support/gists-read.js';
import { commonness, type LawText, lawText, NEAR, nearness, sharedSubject } from '../../support/law-texts.js';

const LAWS = join(ROOT, '../shared/data/laws');
const present = existsSync(LAWS);
if (!present) console.warn(`没有 ${LAWS}：引用核对跳过（CI 里必须有）`);

const { cards, laws } = loadKnowledge(join(ROOT, 'knowledge'));
const byName = new Map(laws.flatMap((l) => [l.name, ...l.short].map((name) => [name, l] as const)));
interface Cite {
  where: string;
  law: string;
  article: string;
  gist: string | null;
}
const cites: Cite[] = cards.flatMap((card) => [
  ...card.citations.map((c) => ({ where: `${card.id} citations`, ...c })),
  ...card.deadlines.flatMap((d) =>
    d.cite ? [{ where: `${card.id} deadlines`, ...d.cite, gist: d.text }] : [],
  ),
]);
const today = new Date().toISOString().slice(0, 10);

it('the official texts are at hand in CI', () => {
  expect(present || process.env.CI !== 'true').toBe(true);
});

it('no card cites a law that is no longer, or not yet, in force', () => {
  const wrong = cites.filter(({ law }) => {
    const l = byName.get(law);
    return !l || (l.in_force_to && l.in_force_to <= today) || (l.in_force_from && l.in_force_from > today);
  });
  expect(wrong.map((c) => `${c.where}: ${c.law}${c.article}`)).toEqual([]);
});

describe.runIf(present)('against the official texts', () => {
  it('each law of the registry that names a file has it, with articles', () => {
    const missing = laws.filter((l) => l.file && (lawText(LAWS, l.file)?.articles.size ?? 0) === 0);
    expect(missing.map((l) => `${l.name}: ${l.file}`)).toEqual([]);
  });
  it('the file that a law names is its newest version', () => {
    const older = laws.flatMap((l) => {
      const newest = l.file && lawText(LAWS, l.file)?.newest;
      return newest && newest > today
        ? []
        : newest && !l.file?.includes(newest)
          ? [`${l.name}: ${l.file}, but there is ${newest}`]
          : [];
    });
    expect(older).toEqual([]);
  });
  it('every law that is cited has a text to check against', () => {
    const unchecked = new Set(cites.filter((c) => !byName.get(c.law)?.file).map((c) => c.law));
    expect([...unchecked]).toEqual([]);
  });
  it('every cited article exists', () => {
    const missing = cites.filter((c) => {
      const file = byName.get(c.law)?.file;
      return file && !lawText(LAWS, file)?.articles.has(c.article);
    });
    expect(missing.map((c) => `${c.where}: ${c.law}${c.article}`)).toEqual([]);
  });
  describe('a gist and its article share their subject', () => {
    let embedder: LocalEmbeddings;
    beforeAll(async () => {
      embedder = new LocalEmbeddings({ modelDir: loadConfig({}).modelDir, processes: 2 });
      expect(await embedder.start()).toBe(true);
    });
    afterAll(() => embedder.close());
    /** In rare words, or, where the gist is in quite other words, in meaning. */
    const same = async (gist: string, article: string, text: LawText | null): Promise<boolean> =>
      sharedSubject(gist, article, commonness(text)) ||
      (await nearness(gist, article, (t) => embedder.embed(t))) >= NEAR;

    it('the measure tells an article from others of its law (the test can fail)', async () => {
      const text = lawText(LAWS, byName.get('民法典')?.file ?? '');
      const articles = [...(text?.articles.keys() ?? [])];
      const gists = cites
        .filter((c) => c.law === '民法典' && c.where.endsWith('citations'))
        .filter((_, i) => i % 3 === 0);
      let strangers = 0;
      for (const [i, c] of gists.entries()) {
        const other = articles[(articles.indexOf(c.article) + 400 + i * 7) % articles.length] as string;
        if (await same(c.gist ?? '', text?.articles.get(other) ?? '', text)) strangers += 1;
      }
      expect(gists.length).toBeGreaterThan(30);
      expect(strangers / gists.length).toBeLessThan(0.4);
    });
    it('for every citation', async () => {
      const failures: string[] = [];
      for (const c of cites.filter((x) => x.where.endsWith('citations'))) {
        const file = byName.get(c.law)?.file;
        const text = file ? lawText(LAWS, file) : null;
        const article = text?.articles.get(c.article);
        if (!article || READ[c.law + c.article]?.includes(c.gist ?? '')) continue;
        if (!(await same(c.gist ?? '', article, text)))
          failures.push(`${c.where}: ${c.law}${c.article} “${c.gist}”`);
      }
      expect(failures).toEqual([]);
    });
    it('the list of gists read by hand holds none that is no longer cited', () => {
      const cited = new Set(cites.map((c) => `${c.law}${c.article} ${c.gist}`));
      const stale = Object.entries(READ).flatMap(([article, gists]) => gists.map((g) => `${article} ${g}`));
      expect(stale.filter((s) => !cited.has(s))).toEqual([]);
    });
  });
});
