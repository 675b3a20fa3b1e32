/** `knowledge import-statutes`: takes an official collection into the database, or says what it would take. */
import { join } from 'node:path';
import type { Config } from '../../server/config.js';
import { createProgress } from '../../server/progress.js';
import { holdAlone } from '../../server/store/hold-alone.js';
import { StatuteWriter } from '../../server/store/statute-writer.js';
import { applyPlan, type Collection, planOf, readCollection } from '../import/import-statutes.js';
import type { Plan } from '../import/plan.js';
import { NoCollection } from '../import/read-collection.js';
import { collectionLine, countLine, describePlan, refusals } from '../import/report.js';
import type { Law } from '../schema.js';
import { readLaws } from './read-laws.js';
import { withDatabase } from './with-database.js';

/** Exit codes, as --help documents them. */
const EXIT = { done: 0, noFolder: 2, busy: 3, refused: 4 } as const;

interface Options {
  dryRun: boolean;
  /** name everything instead of the first few */
  all: boolean;
  allowFewer: boolean;
}

/** @returns the exit code */
export async function importStatutes(folder: string, config: Config, options: Options): Promise<number> {
  const laws = readLaws(config.knowledgeDir);
  const collection = await read(folder, laws);
  if (!collection) return EXIT.noFolder;
  console.info(collectionLine(collection));
  const release = options.dryRun ? null : holdAlone(join(config.dataDir, 'import-statutes.lock'));
  if (!options.dryRun && !release) {
    console.error('另一个导入正在进行，等它结束再来。什么都没有改。');
    return EXIT.busy;
  }
  try {
    const plan = await withDatabase(config, !options.dryRun, async ({ db }) => {
      const writer = new StatuteWriter(db, Date.now);
      if (!options.dryRun) await clearUnfinished(writer);
      const found = planOf(collection, await writer.stored(), laws, options.allowFewer);
      report(found, collection, options);
      if (!options.dryRun) await write(found, laws, writer);
      return found;
    });
    const known = plan ?? planOf(collection, [], laws, options.allowFewer);
    if (!plan) report(known, collection, options);
    return refusals(known, collection) > 0 ? EXIT.refused : EXIT.done;
  } finally {
    release?.();
  }
}

async function read(folder: string, laws: Law[]): Promise<Collection | null> {
  const progress = createProgress('读法规');
  try {
    return await readCollection(folder, laws, progress.update);
  } catch (error) {
    if (!(error instanceof NoCollection)) throw error;
    console.error(`${error.message}。什么都没有改。`);
    return null;
  } finally {
    progress.stop();
  }
}

function report(plan: Plan, collection: Collection, { dryRun, all }: Options): void {
  for (const line of describePlan(plan, collection, all)) console.info(line);
  if (plan.elsewhere > 0) console.info(`库里另有 ${plan.elsewhere} 个版本不在这个文件夹里，原样保留。`);
  console.info(`${dryRun ? '只看不改。如果导入：' : ''}${countLine(plan, collection)}`);
}

async function clearUnfinished(writer: StatuteWriter): Promise<void> {
  const unfinished = await writer.clear();
  if (unfinished > 0) console.info(`上次导入没有做完：清掉了 ${unfinished} 个没写完的版本，接着导。`);
}

async function write(plan: Plan, laws: Law[], writer: StatuteWriter): Promise<void> {
  const start = performance.now();
  const progress = createProgress('写入数据库');
  try {
    await applyPlan(plan, laws, writer, progress.update);
  } catch (error) {
    const { code } = error as { code?: string };
    if (!code?.startsWith('SQLITE_')) throw error;
    throw new Error(`数据库写不进（${code}）。已经写好的版本都在；排除原因后再导一次，会接着做。`, {
      cause: error,
    });
  } finally {
    progress.stop();
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.info(`写完，用了 ${seconds} 秒；最长的一次写入占着数据库 ${writer.longest.toFixed(0)} 毫秒。`);
}
