/** Opens the installation's database for one command and closes it again. */
import { existsSync } from 'node:fs';
import { databasePath } from '../../server/assembly/open-stores.js';
import type { Config } from '../../server/config.js';
import { migrate, type OpenDatabase, openDatabase } from '../../server/store/open-database.js';

/** A command can wait for the server's inserts, ms. */
const BUSY_TIMEOUT = 5000;

/** @param create false: a database that is not there stays away, and the answer is null */
export async function withDatabase<T>(
  config: Config,
  create: boolean,
  work: (database: OpenDatabase) => Promise<T>,
): Promise<T | null> {
  const file = databasePath(config.dataDir);
  if (!create && !existsSync(file)) return null;
  const database = openDatabase(file, BUSY_TIMEOUT);
  try {
    await migrate(database);
    return await work(database);
  } finally {
    await database.close();
  }
}
