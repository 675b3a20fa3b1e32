/** `knowledge diff`: what a start would change in the database; changes nothing. */
import type { Config } from '../../server/config.js';
import { KnowledgeStore } from '../../server/store/knowledge-store.js';
import { loadKnowledge } from '../load.js';
import { describeDiff, diffItems, itemsOf } from '../sync.js';
import { withDatabase } from './with-database.js';

export async function diff(config: Config): Promise<number> {
  const items = itemsOf(loadKnowledge(config.knowledgeDir));
  const found = await withDatabase(config, false, async ({ db }) => {
    const d = diffItems(items, await new KnowledgeStore(db, Date.now).all());
    for (const [label, list] of [
      ['新增', d.added],
      ['修改', d.changed],
      ['删除', d.removed],
      ['保留', d.kept],
    ] as const) {
      for (const item of list) console.info(`${label} ${item.kind}/${item.id}`);
    }
    console.info(describeDiff(d));
    return d;
  });
  if (!found) console.info(`还没有数据库。${describeDiff(diffItems(items, []))}`);
  return 0;
}
