/** The disk is full, at start and while serving: a real small file system of its own. */
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { until } from '../support/until.js';
import { askHttp, connect, readiness } from './client.js';
import { turnIds } from './database.js';
import { EMERGENCY, expectEmergencyAnswered } from './emergency.js';
import { startServer } from './server-process.js';
import { later, temporary, tidyUp } from './tidy-up.js';

afterAll(tidyUp);

const STORED_LIMIT = 15_000;

/** Mounts a tmpfs of this size, or null where that is not allowed. */
function smallDisk(size: string): string | null {
  const folder = temporary('disk');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  later(() => {
    try {
      execFileSync('umount', ['-l', folder], { stdio: 'ignore' });
    } catch {
      // gone already
    }
  });
  return folder;
}
/** Takes all free space; the returned function gives it back. */
function fill(folder: string): () => void {
  const file = join(folder, 'filler');
  const fd = openSync(file, 'w');
  for (const size of [1 << 20, 4096, 1]) {
    const block = Buffer.alloc(size, 1);
    try {
      for (;;) if (writeSync(fd, block) < size) break;
    } catch {
      // full for blocks of this size
    }
  }
  closeSync(fd);
  expect(statfsSync(folder).bavail).toBe(0);
  return () => rmSync(file);
}

const mayMount = smallDisk('1m') !== null;
if (!mayMount) console.warn('不能挂载小文件系统（要 root）：磁盘写满的故障测试跳过');

describe.skipIf(!mayMount)('disk full', () => {
  // too small for the database; too small for the index only
  test.each(['200k', '4m'])('at start, with %s in all', { timeout: 120_000 }, async (size) => {
    const dataDir = smallDisk(size) as string;
    const server = await startServer(dataDir);
    expect(server.output()).toMatch(/数据库(打不开|写不进)|索引没能存盘/u);
    await expectEmergencyAnswered(server);
    await server.stop();
    // an index that was cut short by the full disk must not be believed at the next start
    const again = await startServer(dataDir);
    expect(again.output()).toMatch(/重新建立/u);
    await expectEmergencyAnswered(again);
    expect(existsSync(join(dataDir, 'index/cards.hnsw.json'))).toBe(false);
    await again.stop();
  });

  test('while serving: turns wait, and are stored when there is room', { timeout: 120_000 }, async () => {
    const dataDir = smallDisk('64m') as string;
    const server = await startServer(dataDir);
    expect((await askHttp(server.url, EMERGENCY)).body.stored).toBe(true);
    const free = fill(dataDir);
    const client = await connect(server.url);
    // the log holds some room that it already owns: ask until it is used up
    const asked: string[] = [];
    await until(
      async () => {
        const askId = `d${asked.length}`;
        asked.push(askId);
        client.send(`${EMERGENCY}，说第${asked.length}遍`, askId);
        await client.wait('reply', askId);
        return server.output().includes('数据库暂时写不进');
      },
      60_000,
      () => `never full after ${asked.length} turns:\n${server.output()}`,
    );
    expect(server.output()).toMatch(/SQLITE_(FULL|IOERR)/u);
    await expectEmergencyAnswered(server);
    expect((await readiness(server.url)).store).toBe(false);
    free();
    for (const askId of asked) {
      expect(await client.wait('stored', askId, STORED_LIMIT), `${askId} was never stored`).not.toBeNull();
    }
    const ids = client.events.flatMap(({ event }) => (event.type === 'stored' ? [event.turnId] : []));
    const rows = turnIds(dataDir);
    expect(ids.filter((id) => !rows.has(id))).toEqual([]);
    // the line comes through a pipe, the turns through a socket: either may be first
    await until(
      () => server.output().includes('数据库恢复，已补存'),
      5_000,
      () => server.output(),
    );
    client.close();
    await server.stop();
  });
});
