/** The index file is broken in every way that was tried: it never reaches hnswlib, is rebuilt, and the server is up. */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import hnswlib from 'hnswlib-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askHttp } from './client.js';
import { expectEmergencyAnswered, QUESTION } from './emergency.js';
import { startServer } from './server-process.js';
import { temporary, tidyUp } from './tidy-up.js';

afterAll(tidyUp);

let dataDir: string;
let good: string;
const index = () => join(dataDir, 'index', 'cards.hnsw');
const discriminant = () => `${index()}.discriminant`;
const sidecar = () => `${index()}.json`;
const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
interface Sidecar {
  sha256: string;
  modelHash: string;
  dimension: number;
  count: number;
}
const readSidecar = () => JSON.parse(readFileSync(sidecar(), 'utf8')) as Sidecar;

beforeAll(async () => {
  dataDir = temporary('data');
  const server = await startServer(dataDir);
  expect(server.output()).toMatch(/还没有索引，重新建立/u);
  await server.stop();
  good = temporary('good-index');
  copyFileSync(index(), join(good, 'cards.hnsw'));
  copyFileSync(sidecar(), join(good, 'cards.hnsw.json'));
  copyFileSync(discriminant(), join(good, 'cards.hnsw.discriminant'));
}, 180_000);

function flip(at: number, file = index()): void {
  const bytes = readFileSync(file);
  const position = at < 0 ? Math.floor(bytes.length / 2) : at;
  bytes[position] = (bytes[position] as number) ^ 0xff;
  writeFileSync(file, bytes);
}
/** A sound index over vectors of another width, as another model would make it. */
async function writeForeignIndex(): Promise<void> {
  const foreign = new hnswlib.HierarchicalNSW('ip', 384);
  foreign.initIndex(10);
  for (let i = 0; i < 10; i += 1)
    foreign.addPoint(
      Array.from({ length: 384 }, (_, k) => Math.sin(i * 384 + k)),
      i,
    );
  await foreign.writeIndex(index());
}

const FAULTS: [name: string, spoil: () => void | Promise<void>, says: RegExp][] = [
  ['a flipped byte at 0', () => flip(0), /索引文件损坏（校验和不符），重新建立/u],
  ['a flipped byte at 8', () => flip(8), /校验和不符/u],
  ['a flipped byte at 64', () => flip(64), /校验和不符/u],
  ['a flipped byte in the body', () => flip(-1), /校验和不符/u],
  ['cut in half', () => truncateSync(index(), 3_000_000), /校验和不符/u],
  ['cut to nothing', () => truncateSync(index(), 0), /校验和不符/u],
  ["another model's index", writeForeignIndex, /校验和不符/u],
  [
    "another model's index with its sidecar",
    async () => {
      await writeForeignIndex();
      const foreign = { modelHash: 'f'.repeat(64), dimension: 384, count: 10, sha256: sha256(index()) };
      writeFileSync(sidecar(), JSON.stringify({ ...readSidecar(), ...foreign }));
    },
    /索引与当前的模型或知识不一致（modelHash）/u,
  ],
  [
    'a sidecar that vouches for a cut file',
    () => {
      truncateSync(index(), 3_000_000);
      writeFileSync(sidecar(), JSON.stringify({ ...readSidecar(), sha256: sha256(index()) }));
    },
    /索引文件读不出来，重新建立/u,
  ],
  ['a missing sidecar', () => rmSync(sidecar()), /还没有索引/u],
  ['a sidecar that is not JSON', () => writeFileSync(sidecar(), '{"sha256": "12'), /说明文件坏了/u],
  ['a sidecar that is null', () => writeFileSync(sidecar(), 'null'), /说明文件坏了/u],
  ['missing weights beside it', () => rmSync(discriminant()), /判别权重缺失或不一致，重新建立/u],
  ['flipped weights beside it', () => flip(-1, discriminant()), /判别权重缺失或不一致，重新建立/u],
  [
    'a folder in place of the index',
    () => {
      rmSync(index());
      mkdirSync(index());
    },
    /索引文件读不出来，重新建立/u,
  ],
];

test.each(FAULTS)('index: %s', { timeout: 90_000 }, async (name, spoil, says) => {
  rmSync(index(), { recursive: true, force: true });
  copyFileSync(join(good, 'cards.hnsw'), index());
  copyFileSync(join(good, 'cards.hnsw.json'), sidecar());
  copyFileSync(join(good, 'cards.hnsw.discriminant'), discriminant());
  await spoil();
  const server = await startServer(dataDir);
  expect(server.output()).toMatch(says);
  await expectEmergencyAnswered(server);
  const { body } = await askHttp(server.url, QUESTION);
  expect(body.reply.card?.id).toBeTruthy();
  await server.stop();

  if (name === 'a folder in place of the index') {
    // what is not ours is left alone; the index is kept in memory
    expect(server.output()).toMatch(/索引没能存盘/u);
    return;
  }
  expect(readSidecar().sha256).toBe(sha256(index()));
  expect(readSidecar()).toMatchObject({ dimension: 512, count: expect.any(Number) as number });
  expect(readdirSync(join(dataDir, 'index')).filter((f) => f.endsWith('.tmp'))).toEqual([]);
});

test('a sound index is loaded, not rebuilt', { timeout: 90_000 }, async () => {
  rmSync(index(), { recursive: true, force: true });
  copyFileSync(join(good, 'cards.hnsw'), index());
  copyFileSync(join(good, 'cards.hnsw.json'), sidecar());
  copyFileSync(join(good, 'cards.hnsw.discriminant'), discriminant());
  const server = await startServer(dataDir);
  expect(server.output()).not.toMatch(/重新建立/u);
  await expectEmergencyAnswered(server);
  await server.stop();
  expect(existsSync(index())).toBe(true);
});
