/** The index over the vectors of the real cards: as good as exact search, and never trusted when its file is not whole. */
import { copyFileSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Document } from 'langchain';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadKnowledge } from '../../../knowledge/load.js';
import { buildSearch, indexPath } from '../../../server/assembly/build-search.js';
import { loadConfig, ROOT } from '../../../server/config.js';
import { DIMENSION, LocalEmbeddings } from '../../../server/retrieval/embedder.js';
import { type Entry, entriesHash, entriesOf, sha256 } from '../../../server/retrieval/entries.js';
import { ExactStore } from '../../../server/retrieval/exact-store.js';
import { HnswStore, type IndexIdentity } from '../../../server/retrieval/hnsw-store.js';
import { VectorCache } from '../../../server/retrieval/vector-cache.js';
import { random } from '../../support/random.js';
import { type TempDir, tempDir } from '../../support/temp-dir.js';

const config = loadConfig({ EMBEDDERS: '2' });
const { cards } = loadKnowledge(join(ROOT, 'knowledge'));
let embedder: LocalEmbeddings;
let entries: Entry[];
let vectors: Float32Array[];
let documents: Document[];
let identity: IndexIdentity;
let folder: TempDir;
let whole: HnswStore;

beforeAll(async () => {
  folder = tempDir();
  embedder = new LocalEmbeddings({ modelDir: config.modelDir, processes: 2 });
  await embedder.start();
  entries = entriesOf(cards);
  documents = entries.map(
    (e, at) => new Document({ pageContent: e.text, metadata: { at, card: e.card, kind: e.kind } }),
  );
  const cache = new VectorCache(join(config.distDir, 'vectors'), embedder.modelHash ?? '');
  vectors = await cache.vectorsFor(
    entries.map((e) => e.text),
    embedder,
  );
  identity = {
    modelHash: embedder.modelHash ?? '',
    entriesHash: entriesHash(entries),
    dimension: DIMENSION,
    count: entries.length,
  };
  whole = new HnswStore(embedder, DIMENSION, undefined, entries.length);
  await whole.addVectors(vectors, documents);
  await whole.save(join(folder.path, 'whole'), identity);
});
afterAll(async () => {
  await embedder.close();
  folder.remove();
});

/** Vectors near those of cards, as a citizen's other words would be: cosine about 0.7 to 0.95. */
function noisyQueries(count: number): number[][] {
  const next = random(3);
  const gauss = () => Math.sqrt(-2 * Math.log(next() + 1e-12)) * Math.cos(2 * Math.PI * next());
  return Array.from({ length: count }, () => {
    const base = vectors[Math.floor(next() * vectors.length)] as Float32Array;
    const noise = 0.015 + 0.03 * next();
    const v = Array.from(base, (x) => x + gauss() * noise);
    const norm = Math.hypot(...v);
    return v.map((x) => x / norm);
  });
}

describe('recall', () => {
  it('@10 against exact search, card vectors and 200 noisy queries, is at least 0.995', async () => {
    const exact = new ExactStore(embedder, {});
    await exact.addVectors(vectors, documents);
    const queries = [
      ...noisyQueries(200),
      ...vectors.filter((_, i) => i % 20 === 0).map((v) => Array.from(v)),
    ];
    let found = 0;
    let wanted = 0;
    for (const query of queries) {
      const truth = await exact.similaritySearchVectorWithScore(query, 10);
      const got = await whole.similaritySearchVectorWithScore(query, 10);
      // entries with equal text have equal scores: what counts is how near, not which of the equals
      const floor = (truth.at(-1)?.[1] ?? 0) - 1e-6;
      found += got.filter(([, score]) => score >= floor).length;
      wanted += truth.length;
    }
    expect(found / wanted).toBeGreaterThanOrEqual(0.995);
    // exact search sorts 10,000 scores a query
  }, 60_000);
  it('scores are cosines, best first', async () => {
    const [query = []] = noisyQueries(1);
    const got = await whole.similaritySearchVectorWithScore(query, 5);
    const scores = got.map(([, s]) => s);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    for (const [document, score] of got) {
      const v = vectors[document.metadata.at as number] as Float32Array;
      expect(score).toBeCloseTo(
        v.reduce((n, x, i) => n + x * (query[i] ?? 0), 0),
        4,
      );
    }
  });
  it('an empty index finds nothing; one that grows past its size goes on', async () => {
    const store = new HnswStore(embedder, DIMENSION, undefined, 1);
    expect(await store.similaritySearchVectorWithScore(Array.from(vectors[0] as Float32Array), 3)).toEqual(
      [],
    );
    await store.addVectors(vectors.slice(0, 20), documents.slice(0, 20));
    expect(store.count).toBe(20);
    expect(
      await store.similaritySearchVectorWithScore(Array.from(vectors[0] as Float32Array), 50),
    ).toHaveLength(20);
  });
});

describe('the saved index', () => {
  let file: string;
  beforeEach(() => {
    file = join(folder.path, 'copy');
    copyFileSync(join(folder.path, 'whole'), file);
    copyFileSync(join(folder.path, 'whole.json'), `${file}.json`);
  });
  const openIt = (changes: Partial<IndexIdentity> = {}) =>
    HnswStore.open(file, embedder, documents, { ...identity, ...changes });
  const flip = (at: number) => {
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
    writeFileSync(file, bytes);
  };

  it('gives the same answers as the one that was saved', async () => {
    const opened = await openIt();
    expect(opened).toBeInstanceOf(HnswStore);
    for (const query of noisyQueries(20)) {
      const ids = async (s: HnswStore) =>
        (await s.similaritySearchVectorWithScore(query, 10)).map(([d]) => d.metadata.at);
      expect(await ids(opened as HnswStore)).toEqual(await ids(whole));
    }
  });
  it.each([
    ['byte 0', () => flip(0)],
    ['byte 8', () => flip(8)],
    ['byte 64', () => flip(64)],
    ['the body', () => flip(Math.floor(statSync(file).size / 2))],
    ['the last byte', () => flip(statSync(file).size - 1)],
    ['half of it', () => truncateSync(file, Math.floor(statSync(file).size / 2))],
    ['nothing in it', () => truncateSync(file, 0)],
  ])('damaged at %s: a reason, and hnswlib never reads it', async (_, damage) => {
    damage();
    expect(await openIt()).toBe('索引文件损坏（校验和不符）');
  });
  it.each([
    ['another model', { modelHash: 'other' }, 'modelHash'],
    ['other cards', { entriesHash: 'other' }, 'entriesHash'],
    ['another dimension', { dimension: 768 }, 'dimension'],
    ['another count', { count: 1 }, 'count'],
  ])('made for %s: the reason names it', async (_, changes, key) => {
    expect(await openIt(changes)).toBe(`索引与当前的模型或知识不一致（${key}）`);
  });
  it.each([
    ['not JSON', '{'],
    ['null', 'null'],
    ['a number', '5'],
    ['empty', ''],
  ])('with a sidecar that is %s: a reason', async (_, text) => {
    writeFileSync(`${file}.json`, text);
    expect(await openIt()).toBe('索引的说明文件坏了');
  });
  it('with a sidecar that says nothing: a reason', async () => {
    writeFileSync(`${file}.json`, '{}');
    expect(await openIt()).toContain('不一致');
  });
  it.each(['', '.json'])('without its file%s: there is none yet', async (ext) => {
    rmSync(`${file}${ext}`);
    expect(await openIt()).toBe('还没有索引');
  });
  it('the sidecar says what the file is', () => {
    const sidecar = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as Record<string, unknown>;
    expect(sidecar).toEqual({ ...identity, sha256: sha256(readFileSync(file)) });
  });
});

describe('building the search', () => {
  // a part of the cards: each build takes seconds over all of them
  const some = cards.filter((c, i) => i % 8 === 0 || c.id === 'rent-deposit');
  const weights = {
    discriminant: 0,
    shrink: 0.4,
    temperature: 10,
    claim: { bias: 0, near: 1, none: 0, none_class: 0, chat: 0, out_of_scope: 0 },
    vector_k: 20,
    keyword_k: 10,
    keyword: 0.08,
    route: 0,
    support: 0,
    title: 0,
    negative: 0,
    push: 0,
    close: 0,
    change: 1,
    change_one_word: 1,
  };
  const build = async (dataDir: string) => {
    const said: string[] = [];
    const search = await buildSearch({
      cards: some,
      uncovered: [],
      weights,
      embedder,
      ready: Promise.resolve(true),
      vectorsDir: join(config.distDir, 'vectors'),
      indexFile: indexPath(dataDir),
      kind: 'hnsw',
      log: (m) => said.push(m),
    });
    const { hits } = await search({ text: '房东不退押金', vector: await embedder.embed('房东不退押金') }, 1);
    expect(hits[0]?.card).toBe('rent-deposit');
    return said;
  };
  it('a damaged index is rebuilt with a sentence, and the new one is used the next time', async () => {
    const data = tempDir();
    try {
      expect(await build(data.path)).toEqual(['还没有索引，重新建立']);
      expect(await build(data.path)).toEqual([]);
      const file = indexPath(data.path);
      const bytes = readFileSync(file);
      bytes.writeUInt8(bytes.readUInt8(8) ^ 0xff, 8);
      writeFileSync(file, bytes);
      expect(await build(data.path)).toEqual(['索引文件损坏（校验和不符），重新建立']);
      expect(await build(data.path)).toEqual([]);
    } finally {
      data.remove();
    }
  });
  it('a place that cannot be written: a sentence, and it works in memory', async () => {
    const data = tempDir();
    try {
      writeFileSync(join(data.path, 'index'), 'a file where a folder should be');
      expect((await build(data.path)).join()).toContain('索引没能存盘');
    } finally {
      data.remove();
    }
  });
});
