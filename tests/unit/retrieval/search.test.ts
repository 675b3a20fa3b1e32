/** Fusion, negative questions, keyword search and the vector cache on small sets that a reader can follow. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Document } from 'langchain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../server/config.js';
import { Discriminant } from '../../../server/retrieval/discriminant.js';
import { DIMENSION, LocalEmbeddings } from '../../../server/retrieval/embedder.js';
import { entriesHash, entriesOf, type SearchableCard } from '../../../server/retrieval/entries.js';
import { ExactStore } from '../../../server/retrieval/exact-store.js';
import { KeywordIndex, tokenize } from '../../../server/retrieval/keyword-index.js';
import { createSearch, type SearchWeights } from '../../../server/retrieval/search.js';
import { VectorCache } from '../../../server/retrieval/vector-cache.js';
import { tempDir } from '../../support/temp-dir.js';

const card = (id: string, questions: string[], over: Partial<SearchableCard> = {}): SearchableCard => ({
  id,
  title: id,
  route: 'legal',
  also_ok: [],
  questions,
  negatives: [],
  ...over,
});
const CARDS = [
  card('rent', ['房东不退押金', '退租了押金要不回来'], {
    negatives: [{ text: '商家不退定金', belongs: 'shop' }],
  }),
  card('shop', ['商场不给退货'], { route: 'hotline' }),
  card('leak', ['楼上漏水泡了我家'], { route: 'mediation', also_ok: ['legal'] }),
];
const ZERO: SearchWeights = {
  vector_k: 20,
  keyword_k: 20,
  keyword: 0,
  route: 0,
  support: 0,
  title: 0,
  negative: 0,
  push: 0,
  discriminant: 0,
  shrink: 0.4,
  temperature: 10,
  claim: { bias: 0, near: 1, none: 0, none_class: 0, chat: 0, out_of_scope: 0 },
  close: 0,
  change: 1,
  change_one_word: 1,
};
let embedder: LocalEmbeddings;
beforeAll(async () => {
  embedder = new LocalEmbeddings({ modelDir: loadConfig({}).modelDir, processes: 1 });
  await embedder.start();
});
afterAll(() => embedder.close());

async function searchOf(weights: Partial<SearchWeights>, cards = CARDS) {
  const entries = entriesOf(cards);
  const store = new ExactStore(embedder, {});
  const vectors = await Promise.all(entries.map((e) => embedder.embed(e.text)));
  await store.addVectors(
    vectors,
    entries.map((e, at) => new Document({ pageContent: e.text, metadata: { at } })),
  );
  const all = { ...ZERO, ...weights };
  const labels = entries.map((e) => e.card);
  const search = createSearch({
    store,
    keyword: new KeywordIndex(entries),
    entries,
    cards,
    weights: all,
    discriminant: entries.length > 0 ? Discriminant.fit(vectors, labels, all) : null,
  });
  return async (text: string, routes?: Record<string, number>) =>
    (await search({ text, vector: await embedder.embed(text), routes: routes ?? null })).hits;
}

describe('entries', () => {
  it('each title, question and negative is an entry; a negative leads to the card it belongs to', () => {
    expect(entriesOf(CARDS).filter((e) => e.kind === 'negative')).toEqual([
      { text: '商家不退定金', card: 'shop', kind: 'negative', not: 'rent' },
    ]);
    expect(entriesOf(CARDS)).toHaveLength(3 + 4 + 1);
  });
  it('a negative that belongs to no known card is left out', () => {
    expect(entriesOf([card('a', [], { negatives: [{ text: 'x', belongs: 'nowhere' }] })])).toHaveLength(1);
  });
  it('the hash changes with any text, card or kind', () => {
    const base = entriesHash(entriesOf(CARDS));
    expect(entriesHash(entriesOf(structuredClone(CARDS)))).toBe(base);
    for (const change of [
      { ...CARDS[0], title: 'x' },
      { ...CARDS[0], id: 'x' },
      { ...CARDS[0], questions: ['x'] },
      { ...CARDS[0], negatives: [] },
    ] as SearchableCard[])
      expect(entriesHash(entriesOf([change, ...CARDS.slice(1)]))).not.toBe(base);
  });
});

describe('search', () => {
  it('finds the card by other words, one hit a card, best first, naming the question that matched', async () => {
    const hits = await (await searchOf({}))('租房的押金房东扣着不给');
    expect(hits[0]).toMatchObject({ card: 'rent' });
    expect(CARDS[0]?.questions).toContain(hits[0]?.question);
    expect(new Set(hits.map((h) => h.card)).size).toBe(hits.length);
    expect(hits.map((h) => h.score)).toEqual(hits.map((h) => h.score).sort((a, b) => b - a));
  });
  it('a negative question pushes its card away and leads to the other', async () => {
    const without = (await (await searchOf({}))('商家不退定金')).find((h) => h.card === 'rent');
    const pushed = await (await searchOf({ push: 0.2 }))('商家不退定金');
    expect(pushed[0]?.card).toBe('shop');
    expect((without?.score ?? 0) - (pushed.find((h) => h.card === 'rent')?.score ?? 0)).toBeCloseTo(0.2, 5);
  });
  it('words weigh in: the card that shares them gains what they are worth', async () => {
    const text = '押金';
    const before = (await (await searchOf({}))(text)).find((h) => h.card === 'rent');
    const after = (await (await searchOf({ keyword: 0.3 }))(text)).find((h) => h.card === 'rent');
    expect((after?.score ?? 0) - (before?.score ?? 0)).toBeCloseTo(0.3, 5);
  });
  it('triage’s route weighs in, less for a route that is also right', async () => {
    const search = await searchOf({ route: 0.1 });
    const score = async (routes: Record<string, number>) =>
      (await search('楼上漏水', routes)).find((h) => h.card === 'leak')?.score ?? 0;
    const none = await score({});
    expect((await score({ mediation: 1 })) - none).toBeCloseTo(0.1, 5);
    expect((await score({ legal: 1 })) - none).toBeCloseTo(0.07, 5);
  });
  it('the discriminant weighs in where cards are ordered, not in how near they are', async () => {
    const plain = await (await searchOf({}))('押金');
    const weighed = await (await searchOf({ discriminant: 0.3 }))('押金');
    const of = (hits: typeof plain) => hits.find((h) => h.card === 'rent');
    expect(of(weighed)?.near).toBe(of(plain)?.score);
    expect((of(weighed)?.score ?? 0) - (of(plain)?.score ?? 0)).toBeGreaterThan(0.05);
  });
  it('finds nothing where nothing is', async () => {
    expect(await (await searchOf({}, []))('房东不退押金')).toEqual([]);
  });
});

describe('keyword index', () => {
  const entries = entriesOf(CARDS);
  const index = new KeywordIndex(entries);
  it('finds by shared words, best first', () => {
    const [best] = index.search('押金', 5);
    expect(entries[best?.at ?? -1]?.card).toBe('rent');
  });
  it('drops words that say nothing', () => {
    expect(tokenize('怎么办呢我的')).not.toContain('怎么办');
    expect(index.search('怎么办', 5)).toEqual([]);
  });
  it.each(['"', 'a" OR "b', '*', 'NEAR(a b)', '押金" OR tokens:"x', '()', '', '\u0000', '；DROP'])(
    'takes what looks like query language as plain words: %j',
    (text) => {
      expect(() => index.search(text, 5)).not.toThrow();
    },
  );
  it('takes 16 KB in time', () => {
    const start = performance.now();
    index.search('押金房东漏水退货'.repeat(700), 40);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('vector cache', () => {
  it('embeds only what is new, keeps what is used, survives a damaged file, and holds no text', async () => {
    const folder = tempDir();
    const modelHash = embedder.modelHash ?? '';
    try {
      const done: number[] = [];
      const first = new VectorCache(folder.path, modelHash);
      const vectors = await first.vectorsFor(['一句', '两句', '一句'], embedder, (n) => done.push(n));
      first.save(['一句', '两句']);
      expect(done).toEqual([0, 1, 2]);
      expect(vectors[0]).toEqual(vectors[2]);
      const again: number[] = [];
      const second = new VectorCache(folder.path, modelHash);
      expect((await second.vectorsFor(['两句'], embedder, (n) => again.push(n)))[0]).toEqual(vectors[1]);
      expect(again).toEqual([]);
      second.save(['两句']);
      const names = readdirSync(folder.path);
      expect(names).toHaveLength(2);
      const f32 = names.find((n) => n.endsWith('.f32')) ?? '';
      writeFileSync(join(folder.path, f32), 'broken');
      const third = new VectorCache(folder.path, modelHash);
      const [made] = await third.vectorsFor(['两句'], embedder);
      expect(made).toHaveLength(DIMENSION);
      expect(made).toEqual(vectors[1]);
    } finally {
      folder.remove();
    }
  });
  it('of another model is not used', async () => {
    const folder = tempDir();
    try {
      const first = new VectorCache(folder.path, 'a'.repeat(64));
      await first.vectorsFor(['一句'], embedder);
      first.save(['一句']);
      const counted: number[] = [];
      await new VectorCache(folder.path, 'b'.repeat(64)).vectorsFor(['一句'], embedder, (n) =>
        counted.push(n),
      );
      expect(counted).toEqual([0, 1]);
    } finally {
      folder.remove();
    }
  });
});
