import type { Kysely } from 'kysely';
import { sql } from 'kysely';

/** Statutes, one row a version, and their articles; laws are found by the key of any of their names. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('statute')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('law', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('short_names', 'text', (c) => c.notNull())
    .addColumn('category', 'text', (c) => c.notNull())
    .addColumn('version', 'text', (c) => c.notNull())
    .addColumn('version_date', 'text', (c) => c.notNull())
    .addColumn('passed_on', 'text')
    .addColumn('passed_source', 'text', (c) => c.notNull())
    .addColumn('text_in_force_from', 'text')
    .addColumn('text_in_force_source', 'text')
    .addColumn('in_force_from', 'text')
    .addColumn('in_force_source', 'text')
    .addColumn('repealed_on', 'text')
    .addColumn('superseded_by', 'text')
    .addColumn('repealed_source', 'text')
    .addColumn('repeals', 'text', (c) => c.notNull())
    .addColumn('articles', 'integer', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('files', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('imported_at', 'integer', (c) => c.notNull())
    .execute();
  await sql`create unique index statute_version on statute (law, version_date) where state = 'ready'`.execute(
    db,
  );
  await db.schema.createIndex('statute_state').on('statute').column('state').execute();
  await db.schema
    .createTable('statute_name')
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('law', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('statute_name_pk', ['name', 'law'])
    .execute();
  await db.schema
    .createTable('article')
    .addColumn('statute', 'integer', (c) => c.notNull().references('statute.id').onDelete('cascade'))
    .addColumn('seq', 'integer', (c) => c.notNull())
    .addColumn('number', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('chapter_path', 'text', (c) => c.notNull())
    .addColumn('text_hash', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('article_pk', ['statute', 'seq'])
    .addUniqueConstraint('article_number', ['statute', 'number'])
    .execute();
}
