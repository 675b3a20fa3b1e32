/** The database file seen from outside the server, over a connection of its own. */
import { databasePath } from '../../server/assembly/open-stores.js';
import { Sqlite } from '../../server/sqlite.js';

export function queryDatabase<Row>(dataDir: string, sql: string, ...values: unknown[]): Row[] {
  const db = new Sqlite(databasePath(dataDir), { readonly: true });
  try {
    return db.prepare(sql).all(...values) as Row[];
  } finally {
    db.close();
  }
}

/** Another process's write transaction: no one else can write until it is released. Reading goes on. */
export function lockDatabase(dataDir: string): { release(): void } {
  const db = new Sqlite(databasePath(dataDir), { timeout: 2000 });
  db.exec('BEGIN IMMEDIATE');
  return {
    release: () => {
      db.exec('ROLLBACK');
      db.close();
    },
  };
}
