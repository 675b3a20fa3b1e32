/** Opens the database, seeds it from knowledge/ and gives the stores that serving uses. */
import { join } from 'node:path';
import type { Knowledge } from '../../knowledge/load.js';
import { describeDiff, diffItems, hashBody, itemsOf, knowledgeOf } from '../../knowledge/sync.js';
import type { Memory, TurnRecord, TurnStore } from '../chat/ports.js';
import type { Config } from '../config.js';
import type { Reply } from '../protocol.js';
import { KnowledgeStore } from '../store/knowledge-store.js';
import { BUSY_TIMEOUT, migrate, type OpenDatabase, openDatabase } from '../store/open-database.js';
import { ReopeningTurnStore } from '../store/reopening-turn-store.js';
import { TurnQueue } from '../store/turn-queue.js';

export interface Stores {
  turns: TurnStore;
  queue: TurnQueue<TurnRecord>;
  /** as staff left it; the seed when the database cannot be read */
  knowledge: Knowledge;
  /** false while turns cannot be committed */
  healthy(): boolean;
  close(): Promise<void>;
}
type Log = (message: string, extra?: Record<string, unknown>) => void;

/** How long boot waits for another process that holds the database, ms. */
const BOOT_BUSY_TIMEOUT = 5000;

/** Never throws: without a usable database everything is answered, and turns wait until there is one. */
export async function openStores(
  config: Config,
  seed: Knowledge,
  { log, now }: { log: Log; now: () => number },
): Promise<Stores> {
  const file = databasePath(config.dataDir);
  const turns = new ReopeningTurnStore<TurnRecord, Memory, Reply>(() => openMigrated(file));
  const knowledge = await openAtBoot(file, seed, turns, { log, now });
  turns.setBusyTimeout(BUSY_TIMEOUT);
  const queue = new TurnQueue<TurnRecord>({
    append: (batch) => turns.append(batch),
    log,
    // the lock was waited for once; a retry asks and goes away, so that answers never stand still
    beforeRetry: () => turns.setBusyTimeout(0),
    afterSuccess: () => turns.setBusyTimeout(BUSY_TIMEOUT),
  });
  return {
    turns,
    queue,
    knowledge,
    healthy: () => turns.ready && queue.healthy,
    close: async () => {
      const lost = await queue.close();
      if (lost > 0) log('停止时还有对话没能存上', { lost });
      await turns.close();
    },
  };
}

/** Opens and seeds while boot may wait; what fails here is tried again with the first turn. */
async function openAtBoot(
  file: string,
  seed: Knowledge,
  turns: ReopeningTurnStore<TurnRecord, Memory, Reply>,
  { log, now }: { log: Log; now: () => number },
): Promise<Knowledge> {
  const codeOf = (error: unknown) => ({ code: (error as { code?: string }).code ?? String(error) });
  let database: OpenDatabase;
  try {
    database = openDatabase(file, BOOT_BUSY_TIMEOUT);
  } catch (error) {
    log('数据库打不开：照常回答，打得开时补存', codeOf(error));
    return seed;
  }
  try {
    await migrate(database);
    const knowledge = await seedKnowledge(database, seed, { log, now });
    turns.use(database, false);
    return knowledge;
  } catch (error) {
    log('数据库写不进：照常回答，恢复后补存', codeOf(error));
    turns.use(database, true);
    return seed;
  }
}

/** While serving nobody waits for a lock; the queue asks again. */
async function openMigrated(file: string): Promise<OpenDatabase> {
  const database = openDatabase(file, 0);
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
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
