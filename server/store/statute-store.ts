/**
 * Reading imported statutes: short keyed reads that the serving process may do.
 * Names are looked up by key: pass what `keyOf` makes of them (the import keeps each law under the keys of all its names).
 */
import type { Kysely, Selectable } from 'kysely';
import type { ArticleTable, Tables } from './schema.js';
import { inForceOn, type Statute, type StatuteArticle, toStatute } from './statute.js';

/** Which version: of that date, or in force on that day. */
export type Which = { versionDate: string } | { on: string };

const toArticle = (row: Selectable<ArticleTable>): StatuteArticle => ({
  statute: row.statute,
  seq: row.seq,
  number: row.number,
  text: row.text,
  chapterPath: JSON.parse(row.chapter_path) as string[],
  textHash: row.text_hash,
});

export class StatuteStore {
  /** @param keyOf the key of a law's name, whatever its spelling (knowledge/import/law-name.ts) */
  constructor(
    private readonly db: Kysely<Tables>,
    private readonly keyOf: (name: string) => string,
  ) {}

  /** Every version of every law, by law and then newest first; about 1,600 rows. For lists, not for a turn. */
  async all(): Promise<Statute[]> {
    const rows = await this.ready().orderBy('law').orderBy('version_date', 'desc').execute();
    return rows.map(toStatute);
  }

  /** The version of each law that applies on a day: what an index of the law in force is made from. */
  async inForce(day: string): Promise<Statute[]> {
    const byLaw = new Map<string, Statute[]>();
    for (const s of await this.all()) byLaw.set(s.law, [...(byLaw.get(s.law) ?? []), s]);
    return [...byLaw.values()].flatMap((versions) => inForceOn(versions, day) ?? []);
  }

  /** How many versions are imported; 0 before the first import. */
  async count(): Promise<number> {
    const { n } = await this.db
      .selectFrom('statute')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('state', '=', 'ready')
      .executeTakeFirstOrThrow();
    return n;
  }

  /** Versions of the law that has this name or short name, newest first; empty when none is imported. */
  async versions(name: string): Promise<Statute[]> {
    const law = await this.lawOf(this.keyOf(name));
    if (law === null) return [];
    const rows = await this.ready().where('law', '=', law).orderBy('version_date', 'desc').execute();
    return rows.map(toStatute);
  }

  async version(name: string, which: Which): Promise<Statute | null> {
    const versions = await this.versions(name);
    if ('on' in which) return inForceOn(versions, which.on);
    return versions.find((v) => v.versionDate === which.versionDate) ?? null;
  }

  /** One article with the version it stands in. @param number 第四十三条 */
  async article(
    name: string,
    number: string,
    which: Which,
  ): Promise<{ statute: Statute; article: StatuteArticle } | null> {
    const statute = await this.version(name, which);
    if (!statute) return null;
    const row = await this.db
      .selectFrom('article')
      .selectAll()
      .where('statute', '=', statute.id)
      .where('number', '=', number)
      .executeTakeFirst();
    return row ? { statute, article: toArticle(row) } : null;
  }

  /** The version of an id that search keeps; null when it was replaced meanwhile. */
  async byId(id: number): Promise<Statute | null> {
    const row = await this.ready().where('id', '=', id).executeTakeFirst();
    return row ? toStatute(row) : null;
  }

  async articleBySeq(statute: number, seq: number): Promise<StatuteArticle | null> {
    const row = await this.db
      .selectFrom('article')
      .selectAll()
      .where('statute', '=', statute)
      .where('seq', '=', seq)
      .executeTakeFirst();
    return row ? toArticle(row) : null;
  }

  /** All articles of a version in their order; also the way to read everything for an index, version by version. */
  async articles(statute: number): Promise<StatuteArticle[]> {
    const rows = await this.db
      .selectFrom('article')
      .selectAll()
      .where('statute', '=', statute)
      .orderBy('seq')
      .execute();
    return rows.map(toArticle);
  }

  private ready() {
    return this.db.selectFrom('statute').selectAll().where('state', '=', 'ready');
  }

  /** A law's own name wins over another law's short name. */
  private async lawOf(key: string): Promise<string | null> {
    const rows = await this.db.selectFrom('statute_name').select('law').where('name', '=', key).execute();
    return rows.find((r) => r.law === key)?.law ?? rows[0]?.law ?? null;
  }
}
