/** Opens the database, seeds it from knowledge/ and gives the stores that serving uses. */
import { join } from 'node:path';
import type { Knowledge } from '../../knowledge/load.js';
import { describeDiff, diffItems, hashBody, itemsOf, knowledgeOf } from '../../knowledge/sync.js';
import type { Memory, TurnRecord, TurnStore } from '../chat/ports.js';
import type { Config } from '../config.js';
import type { Reply } from '../protocol.js';
import { KnowledgeStore } from '../store/knowledge-store.js';
import { BUSY_TIMEOUT, migrate, type OpenDatabase, openDatabase } from '../store/open-database.js';
import { TurnQueue } from '../store/turn-queue.js';
import { SqliteTurnStore } from '../store/turn-store.js';

export interface Stores {
  turns: TurnStore;
  queue: TurnQueue<TurnRecord>;
  /** as staff left it; null when the database cannot be read */
  knowledge: Knowledge;
  database: OpenDatabase;
  close(): Promise<void>;
}
type Log = (message: string, extra?: Record<string, unknown>) => void;

/** How long boot waits for another process that holds the database, ms. */
const BOOT_BUSY_TIMEOUT = 5000;

export async function openStores(
  config: Config,
  seed: Knowledge,
  { log, now }: { log: Log; now: () => number },
): Promise<Stores | null> {
  let database: OpenDatabase;
  try {
    database = openDatabase(databasePath(config.dataDir), BOOT_BUSY_TIMEOUT);
  } catch (error) {
    log('数据库打不开：照常回答，但这次不会保存对话', {
      code: (error as { code?: string }).code ?? String(error),
    });
    return null;
  }
  let knowledge = seed;
  try {
    await migrate(database);
    knowledge = await seedKnowledge(database, seed, { log, now });
  } catch (error) {
    log('数据库写不进：照常回答，恢复后补存', { code: (error as { code?: string }).code ?? String(error) });
  }
  database.raw.pragma(`busy_timeout = ${BUSY_TIMEOUT}`);
  const turns = new SqliteTurnStore<TurnRecord, Memory, Reply>(database);
  let migrated = false;
  const queue = new TurnQueue<TurnRecord>({
    append: async (batch) => {
      if (!migrated) await migrate(database);
      migrated = true;
      await turns.append(batch);
    },
    log,
    // the lock was waited for once; a retry asks and goes away, so that answers never stand still
    beforeRetry: () => database.raw.pragma('busy_timeout = 0'),
    afterSuccess: () => database.raw.pragma(`busy_timeout = ${BUSY_TIMEOUT}`),
  });
  return {
    turns,
    queue,
    knowledge,
    database,
    close: async () => {
      const lost = await queue.close();
      if (lost > 0) log('停止时还有对话没能存上', { lost });
      await database.close();
    },
  };
}

export const databasePath = (dataDir: string): string => join(dataDir, 'fengqiao.db');

async function seedKnowledge(
  database: OpenDatabase,
  seed: Knowledge,
  { log, now }: { log: Log; now: () => number },
): Promise<Knowledge> {
  const store = new KnowledgeStore(database.db, now);
  const before = await store.all();
  const diff = diffItems(itemsOf(seed), before);
  const upserts = [...diff.added, ...diff.changed].map((i) => ({ ...i, seedHash: hashBody(i.body) }));
  if (upserts.length > 0 || diff.removed.length > 0) {
    await store.apply(upserts, diff.removed);
    log(describeDiff(diff));
  }
  return knowledgeOf(upserts.length > 0 || diff.removed.length > 0 ? await store.all() : before);
}
