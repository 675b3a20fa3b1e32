/** Looks into a server's database from outside. */
import { join } from 'node:path';
import Database from 'better-sqlite3';

export const databaseFile = (dataDir: string): string => join(dataDir, 'fengqiao.db');

export function turnIds(dataDir: string): Set<string> {
  const db = new Database(databaseFile(dataDir), { readonly: true, timeout: 2000 });
  try {
    const rows = db.prepare<[], { id: string }>('SELECT id FROM turn').all();
    return new Set(rows.map((r) => r.id));
  } finally {
    db.close();
  }
}
