import type { Kysely } from 'kysely';

/** Conversations, turns and the seeded knowledge. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('conversation')
    .addColumn('key', 'text', (c) => c.primaryKey())
    .addColumn('channel', 'text', (c) => c.notNull())
    .addColumn('next_seq', 'integer', (c) => c.notNull())
    .addColumn('memory', 'text')
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addColumn('last_at', 'integer', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('conversation_last_at').on('conversation').column('last_at').execute();
  await db.schema
    .createTable('turn')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('conversation', 'text', (c) => c.notNull().references('conversation.key').onDelete('cascade'))
    .addColumn('seq', 'integer', (c) => c.notNull())
    .addColumn('ask_id', 'text')
    .addColumn('utterance', 'text', (c) => c.notNull())
    .addColumn('reply', 'text', (c) => c.notNull())
    .addColumn('outcome', 'text', (c) => c.notNull())
    .addColumn('route', 'text', (c) => c.notNull())
    .addColumn('danger', 'text', (c) => c.notNull())
    .addColumn('card', 'text')
    .addColumn('score', 'real')
    .addColumn('reasons', 'text', (c) => c.notNull())
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addUniqueConstraint('turn_conversation_seq', ['conversation', 'seq'])
    .addUniqueConstraint('turn_conversation_ask', ['conversation', 'ask_id'])
    .execute();
  await db.schema.createIndex('turn_outcome').on('turn').columns(['outcome', 'created_at']).execute();
  await db.schema
    .createTable('knowledge')
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .addColumn('seed_hash', 'text', (c) => c.notNull())
    .addColumn('edited', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('updated_at', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('knowledge_pk', ['kind', 'id'])
    .execute();
}
