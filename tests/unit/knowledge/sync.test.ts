import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadKnowledge } from '../../../knowledge/load.js';
import {
  describeDiff,
  diffItems,
  hashBody,
  type Item,
  itemsOf,
  knowledgeOf,
  type StoredItem,
} from '../../../knowledge/sync.js';
import { databasePath } from '../../../server/assembly/open-stores.js';
import { ROOT } from '../../../server/config.js';
import { openDatabase } from '../../../server/store/open-database.js';
import { NO_MODEL, startServices } from '../../support/start-services.js';
import { tempDir } from '../../support/temp-dir.js';

const item = (id: string, body = id): Item => ({ kind: 'card', id, body });
const stored = (id: string, body = id, over: Partial<StoredItem> = {}): StoredItem => ({
  ...item(id, body),
  seedHash: hashBody(body),
  edited: false,
  ...over,
});

describe('the diff', () => {
  it('says new, changed, removed, same', () => {
    const diff = diffItems(
      [item('new'), item('changed', '2'), item('same')],
      [stored('changed', '1'), stored('same'), stored('removed')],
    );
    expect(diff.added.map((i) => i.id)).toEqual(['new']);
    expect(diff.changed.map((i) => i.id)).toEqual(['changed']);
    expect(diff.removed.map((i) => i.id)).toEqual(['removed']);
    expect(diff.same).toBe(1);
    expect(describeDiff(diff)).toBe('知识库：新增 1，修改 1，删除 1，因人工改过而保留 0，未变 1。');
  });
  it('leaves alone what staff edited: changed in the folder, or removed from it', () => {
    const edited = { edited: true, body: 'by staff' };
    const diff = diffItems([item('a', '2')], [stored('a', '1', edited), stored('b', '1', edited)]);
    expect(diff).toMatchObject({ added: [], changed: [], removed: [], same: 0 });
    expect(diff.kept).toHaveLength(2);
    expect(describeDiff(diff)).toContain('因人工改过而保留 2');
  });
  it('an edit over an unchanged seed is no change', () => {
    const diff = diffItems([item('a', '1')], [{ ...stored('a', '1', { edited: true }), body: 'by staff' }]);
    expect(diff).toMatchObject({ changed: [], kept: [], same: 1 });
  });
  it('the same id of another kind is another item', () => {
    const diff = diffItems([{ kind: 'case', id: 'x', body: '' }], [stored('x')]);
    expect([diff.added.length, diff.removed.length]).toEqual([1, 1]);
  });
});

it('items put back together are the knowledge, in whatever order', () => {
  const k = loadKnowledge(join(ROOT, 'knowledge'));
  const back = knowledgeOf(itemsOf(k).reverse());
  const sorted = <T>(list: T[]) => [...list].map((v) => JSON.stringify(v)).sort();
  for (const part of ['cards', 'cases', 'channels', 'laws'] as const)
    expect(sorted<unknown>(back[part])).toEqual(sorted<unknown>(k[part]));
  expect(back.replies).toEqual(k.replies);
  expect(back.triage).toEqual(k.triage);
  expect(back.mediation).toEqual(k.mediation);
});

describe('seeding a running installation', () => {
  it('the second start changes nothing and says nothing; an edit by staff is served and stays', async () => {
    const folder = tempDir();
    const start = () => startServices({ dataDir: folder.path, env: NO_MODEL });
    try {
      const first = await start();
      expect(first.said.join()).toMatch(/知识库：新增 \d{3}，修改 0，删除 0/u);
      await first.close();
      const second = await start();
      expect(second.said.join()).not.toContain('知识库：');
      await second.close();

      const database = openDatabase(databasePath(folder.path));
      const edited = {
        ...second.services.knowledge.cards.find((c) => c.id === 'rent-deposit'),
        headline: '值班员改过的一句话，先找房东',
      };
      database.raw
        .prepare("UPDATE knowledge SET body = ?, edited = 1 WHERE kind = 'card' AND id = 'rent-deposit'")
        .run(JSON.stringify(edited));
      database.raw.prepare("UPDATE knowledge SET seed_hash = 'older' WHERE id = 'rent-deposit'").run();
      database.raw
        .prepare("UPDATE knowledge SET seed_hash = 'older', body = '{}' WHERE id = 'leak-upstairs'")
        .run();
      database.raw.prepare("INSERT INTO knowledge VALUES ('card', 'gone', '{}', 'x', 0, 0)").run();
      await database.close();

      const third = await start();
      expect(third.said.join()).toMatch(/新增 0，修改 1，删除 1，因人工改过而保留 1/u);
      const cards = third.services.knowledge.cards;
      expect(cards.find((c) => c.id === 'rent-deposit')?.headline).toBe(edited.headline);
      expect(cards.find((c) => c.id === 'leak-upstairs')?.headline).not.toBeUndefined();
      expect(cards.some((c) => c.id === 'gone')).toBe(false);
      await third.close();
    } finally {
      folder.remove();
    }
  });
});
