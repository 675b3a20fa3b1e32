import { join } from 'node:path';
import type { Memory, TurnRecord } from '../../../server/chat/ports.js';
import type { Reply } from '../../../server/protocol.js';
import { migrate, openDatabase } from '../../../server/store/open-database.js';
import { ReopeningTurnStore } from '../../../server/store/reopening-turn-store.js';
import { SqliteTurnStore } from '../../../server/store/turn-store.js';
import { tempDir } from '../../support/temp-dir.js';
import { testTurnStore } from '../../support/turn-store-contract.js';

testTurnStore('SQLite', async () => {
  const folder = tempDir();
  const database = openDatabase(join(folder.path, 'test.db'));
  await migrate(database);
  return {
    store: new SqliteTurnStore<TurnRecord, Memory, Reply>(database),
    close: async () => {
      await database.close();
      folder.remove();
    },
  };
});

testTurnStore('SQLite, opened with the first write', async () => {
  const folder = tempDir();
  const store = new ReopeningTurnStore<TurnRecord, Memory, Reply>(async () => {
    const database = openDatabase(join(folder.path, 'test.db'));
    await migrate(database);
    return database;
  });
  return {
    store,
    close: async () => {
      await store.close();
      folder.remove();
    },
  };
});
