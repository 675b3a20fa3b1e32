/** The database file seen from outside the server, over a connection of its own. */
import Database from 'better-sqlite3';
import { databasePath } from '../../server/assembly/open-stores.js';

export function queryDatabase<Row>(dataDir: string, sql: string, ...values: unknown[]): Row[] {
  const db = new Database(databasePath(dataDir), { readonly: true });
  try {
    return db.prepare(sql).all(...values) as Row[];
  } finally {
    db.close();
  }
}

/** Another process's write transaction: no one else can write until it is released. Reading goes on. */
export function lockDatabase(dataDir: string): { release(): void } {
  const db = new Database(databasePath(dataDir), { timeout: 2000 });
  db.exec('BEGIN IMMEDIATE');
  return {
    release: () => {
      db.exec('ROLLBACK');
      db.close();
    },
  };
}
