/** The seeded knowledge on the embedded database. */
import type { Kysely } from 'kysely';
import { inTransaction } from './open-database.js';
import type { Tables } from './schema.js';

export interface KnowledgeRow {
  kind: string;
  id: string;
  body: string;
  seedHash: string;
  edited: boolean;
}

export class KnowledgeStore {
  constructor(
    private readonly db: Kysely<Tables>,
    private readonly now: () => number,
  ) {}

  async all(): Promise<KnowledgeRow[]> {
    const rows = await this.db.selectFrom('knowledge').selectAll().orderBy('kind').orderBy('id').execute();
    return rows.map((r) => ({
      kind: r.kind,
      id: r.id,
      body: r.body,
      seedHash: r.seed_hash,
      edited: r.edited === 1,
    }));
  }

  /** Applies a seeding diff in one transaction. */
  async apply(
    upserts: Omit<KnowledgeRow, 'edited'>[],
    removals: { kind: string; id: string }[],
  ): Promise<void> {
    const updated_at = this.now();
    await inTransaction(this.db, async (trx) => {
      for (const { kind, id, body, seedHash } of upserts) {
        await trx
          .insertInto('knowledge')
          .values({ kind, id, body, seed_hash: seedHash, updated_at })
          .onConflict((oc) =>
            oc.columns(['kind', 'id']).doUpdateSet({ body, seed_hash: seedHash, updated_at }),
          )
          .execute();
      }
      for (const { kind, id } of removals) {
        await trx.deleteFrom('knowledge').where('kind', '=', kind).where('id', '=', id).execute();
      }
    });
  }
}
