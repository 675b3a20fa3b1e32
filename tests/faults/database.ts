/** Looks into a server's database from outside. */
import { join } from 'node:path';
import { Sqlite } from '../../server/sqlite.js';

export const databaseFile = (dataDir: string): string => join(dataDir, 'fengqiao.db');

export function turnIds(dataDir: string): Set<string> {
  const db = new Sqlite(databaseFile(dataDir), { readonly: true, timeout: 2000 });
  try {
    const rows = db.prepare<[], { id: string }>('SELECT id FROM turn').all();
    return new Set(rows.map((r) => r.id));
  } finally {
    db.close();
  }
}
