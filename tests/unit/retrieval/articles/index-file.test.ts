import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bm25 } from '../../../../server/retrieval/articles/bm25.js';
import { type ArticleIndex, openIndex, saveIndex } from '../../../../server/retrieval/articles/index-file.js';
import { applyMap, noMap, openMap, saveMap } from '../../../../server/retrieval/articles/query-map.js';
import { toInt8 } from '../../../../server/retrieval/articles/vector-log.js';
import { DIMENSION } from '../../../../server/retrieval/embedder.js';
import { type TempDir, tempDir } from '../../../support/temp-dir.js';

let folder: TempDir;
let file = '';
beforeEach(() => {
  folder = tempDir();
  file = join(folder.path, 'index', 'a.idx');
});
afterEach(() => folder.remove());

const vector = (n: number) => toInt8(Float32Array.from({ length: DIMENSION }, (_, i) => Math.sin(n * i + 1)));
const INDEX: ArticleIndex = {
  articles: ['第一条', '第二条'].map((number, seq) => ({
    law: '甲法',
    short: ['甲'],
    number,
    superseded: false,
    ref: { statute: 4, seq },
  })),
  vectors: [vector(1), vector(2)],
  postings: Bm25.build([[['借款', '利息']], [['邻居']]], [1]).postings,
};
const IDENTITY = { modelHash: 'm', statutesHash: 's' };
const flip = (path: string, at: number): void => {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] as number) ^ 1;
  writeFileSync(path, bytes);
};

describe('index file', () => {
  it('comes back as it was saved', () => {
    saveIndex(file, INDEX, IDENTITY);
    const back = openIndex(file);
    expect(back).toMatchObject(IDENTITY);
    expect(back?.articles).toEqual(INDEX.articles);
    expect(back?.vectors.map((v) => [...v.values])).toEqual(INDEX.vectors.map((v) => [...v.values]));
    const keyword = new Bm25((back as ArticleIndex).postings);
    expect(keyword.search(new Map([['邻居', 1]]), 5).map((m) => m.at)).toEqual([1]);
  });
  it('is not there when it was never made, is damaged, or cut off', () => {
    expect(openIndex(file)).toBeNull();
    saveIndex(file, INDEX, IDENTITY);
    flip(file, 400);
    expect(openIndex(file)).toBeNull();
    saveIndex(file, INDEX, IDENTITY);
    truncateSync(file, 300);
    expect(openIndex(file)).toBeNull();
    truncateSync(file, 0);
    expect(openIndex(file)).toBeNull();
  });
});

describe('query map', () => {
  it('of zeros changes nothing, and the result has norm 1', () => {
    const map = noMap();
    const v = new Float32Array(DIMENSION);
    v[3] = 1;
    expect([...applyMap(map, v)]).toEqual([...v]);
    map[3 * DIMENSION + 5] = 1;
    const turned = applyMap(map, v);
    expect(turned[3]).toBeCloseTo(Math.SQRT1_2);
    expect(turned[5]).toBeCloseTo(Math.SQRT1_2);
  });
  it('is taken only whole and with its own model', () => {
    const map = noMap().map((_, i) => i % 7);
    expect(openMap(file, 'm')).toContain('还没有');
    saveMap(file, map, 'm', { answered: 3 });
    expect(openMap(file, 'm')).toEqual(map);
    expect(openMap(file, 'other')).toContain('另一个向量模型');
    flip(file, 10);
    expect(openMap(file, 'm')).toContain('损坏');
    writeFileSync(`${file}.json`, '{');
    expect(openMap(file, 'm')).toContain('坏了');
  });
});
