/** `npm run purge`: erases conversations past their retention. Runs in a child process, in short transactions. */
import '../no-tracing.js';
import { parseArgs } from 'node:util';
import { databasePath } from '../assembly/open-stores.js';
import { loadConfig } from '../config.js';
import { migrate, openDatabase } from '../store/open-database.js';
import { purgeBefore } from '../store/purge.js';

const HELP = `用法：npm run purge [-- --days N]
  清除 N 天没有动静的对话（默认 RETENTION_DAYS）。可以在服务运行时执行。`;
const DAY = 86_400_000;
/** A purge can wait for the server's inserts. */
const BUSY_TIMEOUT = 5000;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { days: { type: 'string' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.info(HELP);
    return 0;
  }
  const config = loadConfig();
  const days = values.days === undefined ? config.retentionDays : Number(values.days);
  if (!Number.isFinite(days) || days < 0) {
    console.error(`--days 应是不小于 0 的数，现在是 “${values.days}”`);
    return 2;
  }
  const database = openDatabase(databasePath(config.dataDir), BUSY_TIMEOUT);
  try {
    await migrate(database);
    const gone = await purgeBefore(database, Date.now() - days * DAY);
    console.info(`清除了 ${gone} 个超过 ${days} 天没有动静的对话。`);
  } finally {
    await database.close();
  }
  return 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
