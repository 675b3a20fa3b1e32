/**
 * Writing statutes beside a serving process: short transactions with pauses between them. A version is written under
 * `loading`, which nobody reads, and becomes visible in one step; what a killed import left is cleared by the next.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Insertable, Kysely, Selectable, Updateable } from 'kysely';
import { inTransaction } from './open-database.js';
import type { ArticleTable, StatuteTable, Tables } from './schema.js';

export type NewStatute = Omit<Insertable<StatuteTable>, 'id' | 'state' | 'imported_at'>;
export type NewArticle = Omit<Insertable<ArticleTable>, 'statute' | 'seq'>;
export type StatuteDates = Pick<
  Updateable<StatuteTable>,
  'in_force_from' | 'in_force_source' | 'repealed_on' | 'superseded_by' | 'repealed_source'
>;

/** Rows in one transaction: well under 20 ms (design.md, rule 10) on the target machine. */
const AT_ONCE = 60;
/** So that the serving process, which waits 20 ms for a lock, always gets its turn, ms. */
const BREATH = 2;

export class StatuteWriter {
  /** longest transaction so far, ms */
  longest = 0;

  constructor(
    private readonly db: Kysely<Tables>,
    private readonly now: () => number,
  ) {}

  /** Every visible version as it is stored, with what only an import needs. */
  stored(): Promise<Selectable<StatuteTable>[]> {
    return this.db.selectFrom('statute').selectAll().where('state', '=', 'ready').execute();
  }

  /** Writes a version and makes it the visible one of its law and date. @param names keys under which the law is found */
  async put(statute: NewStatute, articles: NewArticle[], names: string[]): Promise<void> {
    const row = { ...statute, imported_at: this.now() };
    if (articles.length <= AT_ONCE) {
      await this.short(async (trx) => {
        const id = await insertStatute(trx, row);
        await insertArticles(trx, id, 0, articles);
        await publish(trx, id, row, names);
      });
      return;
    }
    const id = await this.short((trx) => insertStatute(trx, row));
    for (let i = 0; i < articles.length; i += AT_ONCE)
      await this.short((trx) => insertArticles(trx, id, i, articles.slice(i, i + AT_ONCE)));
    await this.short((trx) => publish(trx, id, row, names));
  }

  /** Dates that follow from other laws and laws.yaml. */
  async setDates(changes: { id: number; dates: StatuteDates }[]): Promise<void> {
    for (let i = 0; i < changes.length; i += AT_ONCE) {
      await this.short(async (trx) => {
        for (const { id, dates } of changes.slice(i, i + AT_ONCE))
          await trx.updateTable('statute').set(dates).where('id', '=', id).execute();
      });
    }
  }

  /** Deletes what was never finished or was replaced. Only while no other import runs. @returns unfinished versions */
  async clear(): Promise<number> {
    const rows = await this.db
      .selectFrom('statute')
      .select(['id', 'state'])
      .where('state', '!=', 'ready')
      .execute();
    for (const { id } of rows) {
      for (;;) {
        const gone = await this.short((trx) => deleteSome(trx, id));
        if (gone < AT_ONCE) break;
      }
      await this.short((trx) => trx.deleteFrom('statute').where('id', '=', id).execute());
    }
    return rows.filter((r) => r.state === 'loading').length;
  }

  private async short<T>(work: (trx: Kysely<Tables>) => Promise<T>): Promise<T> {
    let start = 0;
    const result = await inTransaction(this.db, (trx) => {
      // the lock is held from here until the commit is on disk
      start = performance.now();
      return work(trx);
    });
    this.longest = Math.max(this.longest, performance.now() - start);
    await pause(BREATH);
    return result;
  }
}

async function insertStatute(
  trx: Kysely<Tables>,
  row: Omit<Insertable<StatuteTable>, 'id' | 'state'>,
): Promise<number> {
  const { id } = await trx
    .insertInto('statute')
    .values({ ...row, state: 'loading' })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

async function insertArticles(
  trx: Kysely<Tables>,
  statute: number,
  from: number,
  articles: NewArticle[],
): Promise<void> {
  if (articles.length === 0) return;
  await trx
    .insertInto('article')
    .values(articles.map((a, i) => ({ ...a, statute, seq: from + i })))
    .execute();
}

/** The version that was visible goes and the new one comes in the same transaction. */
async function publish(
  trx: Kysely<Tables>,
  id: number,
  { law, version_date }: { law: string; version_date: string },
  names: string[],
): Promise<void> {
  await trx
    .updateTable('statute')
    .set({ state: 'gone' })
    .where('law', '=', law)
    .where('version_date', '=', version_date)
    .where('state', '=', 'ready')
    .execute();
  await trx.updateTable('statute').set({ state: 'ready' }).where('id', '=', id).execute();
  await trx
    .insertInto('statute_name')
    .values(names.map((name) => ({ name, law })))
    .onConflict((oc) => oc.doNothing())
    .execute();
}

async function deleteSome(trx: Kysely<Tables>, statute: number): Promise<number> {
  const some = trx.selectFrom('article').select('seq').where('statute', '=', statute).limit(AT_ONCE);
  const { numDeletedRows } = await trx
    .deleteFrom('article')
    .where('statute', '=', statute)
    .where('seq', 'in', some)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
