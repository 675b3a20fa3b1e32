/** One process at a time: a lock that the system lets go when its holder dies, even by kill -9. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Sqlite } from '../sqlite.js';

/** @param file a file of its own beside the database. @returns how to let go, or null while another process holds it */
export function holdAlone(file: string): (() => void) | null {
  mkdirSync(dirname(file), { recursive: true });
  const lock = new Sqlite(file, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return null;
    throw error;
  }
  return () => lock.close();
}
