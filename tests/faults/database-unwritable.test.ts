/** The database cannot be written: read-only file or folder, another thing in its place, broken bytes, no folder at all. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { until } from '../support/until.js';
import { askHttp, connect, readiness } from './client.js';
import { databaseFile, turnIds } from './database.js';
import { EMERGENCY, expectEmergencyAnswered } from './emergency.js';
import { type Server, startServer } from './server-process.js';
import { canForbidWriting, forbidWriting, temporary, tidyUp } from './tidy-up.js';

afterAll(tidyUp);

const mayForbid = canForbidWriting();
if (!mayForbid) console.warn('读写权限改不动（没有 chattr 的权限）：只读数据库的故障测试跳过');
const BACK_LIMIT = 15_000;

/** A data folder that a server has used. */
async function usedFolder(): Promise<string> {
  const dataDir = temporary('data');
  const server = await startServer(dataDir);
  await server.stop();
  return dataDir;
}
/** Not stored, and said so; then, once the fault is gone, stored without asking again. */
async function expectStoredAfter(server: Server, dataDir: string, repair: () => void): Promise<void> {
  const client = await connect(server.url);
  client.send(EMERGENCY, 'waits');
  expect(await client.wait('reply', 'waits')).not.toBeNull();
  expect(await client.wait('stored', 'waits', 500)).toBeNull();
  const { body } = await askHttp(server.url, EMERGENCY);
  expect(body.stored).toBe(false);
  expect((await readiness(server.url)).store).toBe(false);
  repair();
  const stored = await client.wait('stored', 'waits', BACK_LIMIT);
  expect(stored?.event.type).toBe('stored');
  const id = stored?.event.type === 'stored' ? stored.event.turnId : '';
  expect(turnIds(dataDir).has(id)).toBe(true);
  await until(
    () => turnIds(dataDir).has(body.reply.turnId),
    BACK_LIMIT,
    () => server.output(),
  );
  expect((await readiness(server.url)).store).toBe(true);
  client.close();
}

describe.skipIf(!mayForbid)('forbidden by the file system', () => {
  test('the file is read-only at start', { timeout: 120_000 }, async () => {
    const dataDir = await usedFolder();
    const allow = forbidWriting(databaseFile(dataDir));
    const server = await startServer(dataDir);
    await expectEmergencyAnswered(server);
    await expectStoredAfter(server, dataDir, allow);
    expect(server.output()).toMatch(/数据库(暂时)?(写不进|打不开)/u);
    await server.stop();
  });

  test('the folder is read-only at start', { timeout: 120_000 }, async () => {
    const dataDir = temporary('data');
    const allow = forbidWriting(dataDir);
    const server = await startServer(dataDir);
    expect(server.output()).toMatch(/数据库打不开/u);
    expect(server.output()).toMatch(/索引没能存盘/u);
    await expectEmergencyAnswered(server);
    await expectStoredAfter(server, dataDir, allow);
    await server.stop();
  });

  test('everything becomes read-only while serving', { timeout: 120_000 }, async () => {
    const dataDir = temporary('data');
    const server = await startServer(dataDir);
    expect((await askHttp(server.url, EMERGENCY)).body.stored).toBe(true);
    const files = [databaseFile(dataDir), `${databaseFile(dataDir)}-wal`];
    const allow = files.map((file) => forbidWriting(file));
    await expectEmergencyAnswered(server);
    await expectStoredAfter(server, dataDir, () => {
      for (const step of allow) step();
    });
    expect(server.output()).toMatch(/数据库暂时写不进，稍后重试/u);
    expect(server.output()).toMatch(/数据库恢复，已补存/u);
    await server.stop();
  });
});

test('a folder is in place of the file', { timeout: 120_000 }, async () => {
  const dataDir = temporary('data');
  mkdirSync(databaseFile(dataDir));
  const server = await startServer(dataDir);
  expect(server.output()).toMatch(/数据库打不开：照常回答，打得开时补存/u);
  await expectEmergencyAnswered(server);
  await expectStoredAfter(server, dataDir, () => rmSync(databaseFile(dataDir), { recursive: true }));
  await server.stop();
});

const BROKEN: [name: string, from: number, length: number][] = [
  ['the header is overwritten', 0, 100],
  ['the schema page is overwritten', 100, 3996],
  ['pages in the middle are overwritten', 40_960, 400_000],
];
test.each(BROKEN)('broken bytes: %s', { timeout: 120_000 }, async (_name, from, length) => {
  const dataDir = await usedFolder();
  const file = databaseFile(dataDir);
  const bytes = readFileSync(file);
  const sound = join(temporary('sound'), 'fengqiao.db');
  writeFileSync(sound, bytes);
  bytes.fill(0xa5, from, from + length);
  writeFileSync(file, bytes);
  const server = await startServer(dataDir);
  expect(server.output()).toMatch(/数据库(打不开|写不进)/u);
  await expectEmergencyAnswered(server);
  if (length === 100)
    await expectStoredAfter(server, dataDir, () => {
      // an operator puts the last sound copy back
      for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
      writeFileSync(`${file}.new`, readFileSync(sound));
      renameSync(`${file}.new`, file);
    });
  await server.stop();
});

test('DATA_DIR cannot be made', { timeout: 120_000 }, async () => {
  const plain = join(temporary('plain'), 'file');
  writeFileSync(plain, '');
  const server = await startServer(join(plain, 'data'));
  expect(server.output()).toMatch(/数据库打不开：照常回答/u);
  expect(server.output()).toMatch(/ENOTDIR/u);
  await expectEmergencyAnswered(server);
  expect((await askHttp(server.url, EMERGENCY)).body.stored).toBe(false);
  expect(await readiness(server.url)).toMatchObject({ model: true, store: false });
  await server.stop();
});
