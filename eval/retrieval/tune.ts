/**
 * `npm run tune:retrieval`: grid over knowledge/retrieval.yaml by leave-one-out on the cards' own ways of asking
 * and on every other uncovered question; the held-out sets in eval/datasets are not read.
 */

import { Document } from 'langchain';
import { UNDERSTAND } from '../../server/chat/answer.js';
import { runSteps } from '../../server/chat/run-steps.js';
import { newTurn } from '../../server/chat/turn.js';
import { loadConfig } from '../../server/config.js';
import { entriesOf } from '../../server/retrieval/entries.js';
import { ExactStore } from '../../server/retrieval/exact-store.js';
import { type KeywordHit, KeywordIndex } from '../../server/retrieval/keyword-index.js';
import { createSearch, type Search, type SearchWeights } from '../../server/retrieval/search.js';
import { createServices, type Services } from '../../server/services.js';

interface Case {
  text: string;
  card: string;
  vector: Float32Array;
  routes: Record<string, number> | null;
}
/** Of our own questions, one in this many is asked (they all stay in the index, but for itself). */
const ASK_EVERY = 4;

/** A search that does not see the text that is asked: a question must not find itself. */
async function blindSearch(services: Services, uncovered: string[]) {
  const entries = entriesOf(services.knowledge.cards, uncovered);
  let hidden = '';
  // neighbours do not change with the weights: each question is looked up once
  const vectors = new Map<string, [Document, number][]>();
  const words = new Map<string, KeywordHit[]>();
  class BlindStore extends ExactStore {
    override async similaritySearchVectorWithScore(
      query: number[],
      k: number,
    ): Promise<[Document, number][]> {
      const known = vectors.get(hidden) ?? (await super.similaritySearchVectorWithScore(query, k + 5));
      vectors.set(hidden, known);
      return known.filter(([d]) => d.pageContent !== hidden).slice(0, k);
    }
  }
  class BlindKeywords extends KeywordIndex {
    override search(text: string, k: number) {
      const known = words.get(hidden) ?? super.search(text, k + 5);
      words.set(hidden, known);
      return known.filter((hit) => entries[hit.at]?.text !== hidden).slice(0, k);
    }
  }
  const store = new BlindStore(services.embedder, {});
  const embedded = await Promise.all(entries.map((e) => services.embedder.run(e.text)));
  await store.addVectors(
    embedded,
    entries.map((e, at) => new Document({ pageContent: e.text, metadata: { at } })),
  );
  const weights: SearchWeights = { ...services.chat.search.weights };
  const search = createSearch({
    store,
    keyword: new BlindKeywords(entries),
    entries,
    cards: services.knowledge.cards,
    weights,
  });
  return {
    search,
    weights,
    hide: (text: string) => {
      hidden = text;
    },
  };
}

async function read(services: Services, text: string, card: string): Promise<Case> {
  const turn = newTurn({ id: 'tune', utterance: text, memory: null, emit: () => {} });
  await runSteps(UNDERSTAND.slice(0, 4), turn, services.chat, () => false);
  const vector = await services.chat.embed(services.chat.fold.simplify(turn.text));
  return { text, card, vector, routes: turn.verdict?.routes ?? null };
}

interface Figures {
  first: number;
  three: number;
  claimed: number;
  declined: number;
}
async function score(
  search: Search,
  hide: (text: string) => void,
  own: Case[],
  none: Case[],
): Promise<Figures> {
  let [first, three, claimed, declined] = [0, 0, 0, 0];
  for (const c of own) {
    hide(c.text);
    const { hits, claim } = await search(c, 3);
    if (hits[0]?.card === c.card) first += 1;
    if (hits.some((h) => h.card === c.card)) three += 1;
    if (claim) claimed += 1;
  }
  for (const c of none) {
    hide(c.text);
    if (!(await search(c, 3)).claim) declined += 1;
  }
  return {
    first: first / own.length,
    three: three / own.length,
    claimed: claimed / own.length,
    declined: declined / none.length,
  };
}

const GRID: Partial<Record<keyof SearchWeights, number[]>> = {
  keyword: [0.04, 0.08, 0.12, 0.18],
  route: [0, 0.04, 0.08, 0.12],
  support: [0, 0.15, 0.3, 0.5, 0.8],
  title: [0, 0.03, 0.06],
  negative: [0, 0.03, 0.06],
  push: [0, 0.04, 0.08],
};

const services = await createServices(loadConfig(), {
  store: false,
  log: (m) => process.stderr.write(`${m}\n`),
});
const questions = services.knowledge.cards.flatMap((c) => c.questions.map((text) => ({ text, card: c.id })));
const own: Case[] = [];
for (const [i, q] of questions.entries())
  if (i % ASK_EVERY === 0) own.push(await read(services, q.text, q.card));
// half of the uncovered questions stand in the index, the other half are asked
const { uncovered } = services.knowledge;
const none: Case[] = [];
for (const [i, text] of uncovered.entries()) if (i % 2 === 0) none.push(await read(services, text, ''));
const { search, weights, hide } = await blindSearch(
  services,
  uncovered.filter((_, i) => i % 2 === 1),
);
const show = (f: Figures) =>
  Object.entries(f)
    .map(([k, v]) => `${k} ${v.toFixed(3)}`)
    .join('  ');
console.info(`${own.length} 个自有问法，${none.length} 个无卡问题`);
console.info('现在', show(await score(search, hide, own, none)));
for (const [name, values] of Object.entries(GRID) as [keyof SearchWeights, number[]][]) {
  const tried: [number, Figures][] = [];
  for (const value of values) {
    weights[name] = value;
    tried.push([value, await score(search, hide, own, none)]);
  }
  const best = tried.reduce((a, b) => (b[1].first + b[1].three > a[1].first + a[1].three ? b : a));
  weights[name] = best[0];
  console.info(name, best[0], show(best[1]));
}
for (const none_margin of [-0.05, -0.02, 0, 0.02]) {
  for (const threshold of [0.6, 0.65, 0.68, 0.7, 0.72, 0.74, 0.76, 0.78, 0.8]) {
    Object.assign(weights, { none_margin, threshold });
    console.info(`margin ${none_margin} threshold ${threshold}`, show(await score(search, hide, own, none)));
  }
}
console.info(JSON.stringify(weights));
await services.close();
