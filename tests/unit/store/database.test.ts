import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Memory, TurnRecord } from '../../../server/chat/ports.js';
import type { Reply } from '../../../server/protocol.js';
import { Sqlite } from '../../../server/sqlite.js';
import { KnowledgeStore } from '../../../server/store/knowledge-store.js';
import {
  migrate,
  type OpenDatabase,
  openDatabase,
  truncateLog,
} from '../../../server/store/open-database.js';
import { purgeBefore } from '../../../server/store/purge.js';
import { SqliteTurnStore } from '../../../server/store/turn-store.js';
import { DAY } from '../../support/clock.js';
import { filesHolding } from '../../support/planted.js';
import { type TempDir, tempDir } from '../../support/temp-dir.js';
import { turnRecord } from '../../support/turn-store-contract.js';

let folder: TempDir;
let database: OpenDatabase;
const file = () => join(folder.path, 'nested', 'test.db');
beforeEach(async () => {
  folder = tempDir();
  database = openDatabase(file());
  await migrate(database);
});
afterEach(async () => {
  await database.close();
  folder.remove();
});
const turnsOf = (d: OpenDatabase) => new SqliteTurnStore<TurnRecord, Memory, Reply>(d);

describe('opening', () => {
  it('makes the folder, writes ahead, syncs fully, overwrites what is deleted, and hardly waits for a lock', () => {
    const pragma = (name: string) => database.raw.pragma(name, { simple: true });
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('synchronous')).toBe(2);
    expect(pragma('secure_delete')).toBe(1);
    expect(pragma('foreign_keys')).toBe(1);
    expect(pragma('busy_timeout')).toBe(20);
  });
  it('migrations run once; a second run and a second opening change nothing', async () => {
    const schema = () =>
      database.raw.prepare("SELECT sql FROM sqlite_master WHERE name NOT LIKE 'kysely%'").all();
    const before = schema();
    await turnsOf(database).append([turnRecord({ seq: 1 })]);
    await migrate(database);
    await database.close();
    database = openDatabase(file());
    await migrate(database);
    expect(schema()).toEqual(before);
    expect(await turnsOf(database).since('a', 0, 10)).toHaveLength(1);
    const names = database.raw.prepare('SELECT name FROM kysely_migration').all() as { name: string }[];
    expect(names.map((n) => n.name)).toEqual([...names.map((n) => n.name)].sort());
    expect(names.length).toBeGreaterThan(0);
  });
  it('says so when the file is no database', async () => {
    const broken = join(folder.path, 'broken.db');
    const { writeFileSync } = await import('node:fs');
    writeFileSync(broken, '这不是数据库'.repeat(500));
    expect(() => openDatabase(broken)).toThrow(expect.objectContaining({ code: 'SQLITE_NOTADB' }) as Error);
  });
  it('a locked database refuses quickly instead of standing still', async () => {
    const other = new Sqlite(file());
    other.exec('BEGIN IMMEDIATE');
    const start = performance.now();
    await expect(turnsOf(database).append([turnRecord({ seq: 1 })])).rejects.toMatchObject({
      code: 'SQLITE_BUSY',
    });
    expect(performance.now() - start).toBeLessThan(500);
    other.exec('ROLLBACK');
    other.close();
    await turnsOf(database).append([turnRecord({ seq: 1 })]);
    expect(await turnsOf(database).since('a', 0, 10)).toHaveLength(1);
  });
});

describe('nothing is left in the raw files', () => {
  const planted = '独一无二的话植入在这里七三九';
  const plant = async (conversation: string, at: number) => {
    const turns = turnsOf(database);
    const fill = Array.from({ length: 200 }, (_, i) =>
      turnRecord({ seq: 1, conversation: `other-${i}`, at: 50 * DAY }),
    );
    await turns.append(fill.slice(0, 100));
    await turns.append([
      turnRecord({
        seq: 1,
        conversation,
        at,
        utterance: planted,
        askId: `ask-${planted}`,
        reasons: [planted],
        reply: {
          route: 'legal',
          danger: 'none',
          card: null,
          turnId: 'x',
          headline: planted.repeat(300),
        } as unknown as Reply,
      }),
    ]);
    await turns.append(fill.slice(100));
  };
  it('the text is there before (the test can fail)', async () => {
    await plant('a', 50 * DAY);
    expect(filesHolding(folder.path, planted).length).toBeGreaterThan(0);
  });
  it('after an erase', async () => {
    await plant('a', 50 * DAY);
    truncateLog(database);
    await turnsOf(database).erase('a');
    expect(readdirSync(join(folder.path, 'nested')).length).toBeGreaterThan(0);
    expect(filesHolding(folder.path, planted)).toEqual([]);
    expect(await turnsOf(database).since('other-0', 0, 10)).toHaveLength(1);
  });
  it('after an erase whose turn was only in the log', async () => {
    await plant('a', 50 * DAY);
    await turnsOf(database).erase('a');
    expect(filesHolding(folder.path, planted)).toEqual([]);
  });
  it('after a purge, which takes only what is old', async () => {
    await plant('old', 10 * DAY);
    expect(await purgeBefore(database, 20 * DAY)).toBe(1);
    expect(filesHolding(folder.path, planted)).toEqual([]);
    expect(await turnsOf(database).find('old')).toBeNull();
    expect(await turnsOf(database).find('other-150')).not.toBeNull();
  });
  it('after a purge of many, a few at a time, beside a reader', async () => {
    const turns = turnsOf(database);
    for (let i = 0; i < 130; i += 1)
      await turns.append([
        turnRecord({ seq: 1, conversation: `old-${i}`, at: DAY, utterance: `${planted}${i}` }),
      ]);
    const reader = new Sqlite(file(), { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM turn').get();
    setTimeout(() => {
      reader.exec('COMMIT');
      reader.close();
    }, 300);
    expect(await purgeBefore(database, 2 * DAY)).toBe(130);
    expect(filesHolding(folder.path, planted)).toEqual([]);
  });
  it('purging nothing is nothing', async () => {
    await turnsOf(database).append([turnRecord({ seq: 1, at: 5 * DAY })]);
    expect(await purgeBefore(database, 5 * DAY)).toBe(0);
    expect(await purgeBefore(database, 0)).toBe(0);
  });
});

describe('the knowledge store', () => {
  it('keeps items, replaces and removes them in one go', async () => {
    const store = new KnowledgeStore(database.db, () => 7);
    const item = (id: string, body: string) => ({ kind: 'card', id, body, seedHash: `h-${body}` });
    await store.apply([item('b', '1'), item('a', '1')], []);
    await store.apply([item('a', '2')], [{ kind: 'card', id: 'b' }]);
    expect(await store.all()).toEqual([{ ...item('a', '2'), edited: false }]);
  });
});
