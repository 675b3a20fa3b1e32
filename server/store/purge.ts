/** Erases old conversations a few at a time, so that no write transaction holds the database for long. */
import { setTimeout as pause } from 'node:timers/promises';
import { type OpenDatabase, truncateLog } from './open-database.js';

/** Conversations in one transaction; a transaction should stay under 20 ms (design.md, rule 10). */
const AT_ONCE = 20;
const CHECKPOINT_TRIES = 20;

/** @param before epoch ms; conversations last used earlier go. @returns how many went */
export async function purgeBefore(database: OpenDatabase, before: number): Promise<number> {
  let gone = 0;
  for (;;) {
    const old = await database.db
      .selectFrom('conversation')
      .select('key')
      .where('last_at', '<', before)
      .limit(AT_ONCE)
      .execute();
    if (old.length === 0) break;
    const keys = old.map((c) => c.key);
    await database.db.transaction().execute(async (trx) => {
      await trx.deleteFrom('turn').where('conversation', 'in', keys).execute();
      await trx.deleteFrom('conversation').where('key', 'in', keys).execute();
    });
    gone += keys.length;
    await pause(5);
  }
  // readers may hold the log for a moment; without this, erased text would stay in it
  for (let i = 0; gone > 0 && i < CHECKPOINT_TRIES && !truncateLog(database); i += 1) await pause(100);
  return gone;
}
