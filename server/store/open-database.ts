/** Opens the embedded SQLite database and brings its schema up to date. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely, Migrator, SqliteDialect, sql } from 'kysely';
import { type Connection, Sqlite } from '../sqlite.js';
import * as first from './migrations/001-first.js';
import * as statutes from './migrations/002-statutes.js';
import type { Tables } from './schema.js';

const MIGRATIONS = { '001-first': first, '002-statutes': statutes };
/** How long a statement waits for another writer, ms. The serving process must never stand still for long. */
export const BUSY_TIMEOUT = 20;

export interface OpenDatabase {
  db: Kysely<Tables>;
  raw: Connection;
  close(): Promise<void>;
}

/**
 * WAL, synchronous FULL (an acknowledged turn survives a power cut), secure_delete (erased text is overwritten).
 * @param busyTimeout ms; jobs in child processes may wait longer than the server
 */
export function openDatabase(file: string, busyTimeout = BUSY_TIMEOUT): OpenDatabase {
  mkdirSync(dirname(file), { recursive: true });
  const raw = new Sqlite(file, { timeout: busyTimeout });
  raw.pragma('journal_mode = WAL');
  raw.pragma('synchronous = FULL');
  raw.pragma('secure_delete = ON');
  raw.pragma('foreign_keys = ON');
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: raw }) });
  return { db, raw, close: () => db.destroy() };
}

/** Runs the numbered migrations that have not run yet. */
export async function migrate({ db }: OpenDatabase): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

/**
 * One write transaction that keeps the first error. SQLite rolls back by itself when the disk is full or fails;
 * Kysely's own transaction then rolls back again, and that error would hide what was wrong.
 */
export function inTransaction<T>(db: Kysely<Tables>, work: (trx: Kysely<Tables>) => Promise<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    await sql`begin immediate`.execute(connection);
    try {
      const result = await work(connection);
      await sql`commit`.execute(connection);
      return result;
    } catch (error) {
      await sql`rollback`.execute(connection).catch(() => {});
      throw error;
    }
  });
}

/** Moves the write-ahead log into the database and empties it, so that erased text is in neither file. */
export const truncateLog = ({ raw }: OpenDatabase): boolean => {
  const [row] = raw.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
  return row?.busy === 0;
};
