/**
 * The one door to SQLite. better-sqlite3 has no version for every Node we run on (docs/decisions/0005-node20.md):
 * 12 compiled against the headers of Node 24.19 and later aborts the process when a statement is collected,
 * 13 needs Node-API 10 and crashes below it. Same API, so whoever imports this need not know.
 */
import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';

/** Node-API version that better-sqlite3 13 was built for; Node 20 has 9. */
const NODE_API = 10;

const require = createRequire(import.meta.url);
/** Opens a database file or `:memory:`. Throws `SqliteError` with SQLite's own `code`. */
export const Sqlite: typeof BetterSqlite3 =
  Number(process.versions.napi) >= NODE_API ? require('better-sqlite3-13') : require('better-sqlite3');
export type Connection = BetterSqlite3.Database;
export type Statement<Bind extends unknown[], Row> = BetterSqlite3.Statement<Bind, Row>;
