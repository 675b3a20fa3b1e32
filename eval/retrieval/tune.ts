/**
 * `npm run tune:retrieval`: grid over knowledge/retrieval.yaml and the weights of its `claim`, by five folds over the
 * cards' own ways of asking and the uncovered questions; the held-out sets in eval/datasets are not read.
 */

import { UNDERSTAND } from '../../server/chat/answer.js';
import { runSteps } from '../../server/chat/run-steps.js';
import { newTurn } from '../../server/chat/turn.js';
import { loadConfig } from '../../server/config.js';
import { NONE } from '../../server/retrieval/entries.js';
import type { ClaimEvidence, Query, Search, SearchWeights } from '../../server/retrieval/search.js';
import { createServices, type Services } from '../../server/services.js';
import { makeFolds } from './folds.js';
import { fitLogistic } from './logistic.js';

interface Case {
  query: Query;
  card: string;
  search: Search;
}
const L2 = 0.01;
const GRID: Partial<Record<keyof SearchWeights, number[]>> = {
  keyword: [0.04, 0.08, 0.12],
  route: [0.03, 0.06, 0.1],
  support: [0.3, 0.5, 0.8],
  title: [0, 0.03, 0.06],
  negative: [0, 0.03, 0.06],
  push: [0.04, 0.08],
  discriminant: [0, 0.05, 0.1, 0.15, 0.2],
};

async function read(services: Services, text: string): Promise<Query> {
  const turn = newTurn({ id: 'tune', utterance: text, memory: null, emit: () => {} });
  await runSteps(UNDERSTAND.slice(0, 4), turn, services.chat, () => false);
  const folded = services.chat.fold.simplify(turn.text);
  return { text: folded, vector: await services.embedder.run(folded), routes: turn.verdict?.routes ?? null };
}

interface Figures {
  first: number;
  three: number;
  evidence: ClaimEvidence[];
  covered: boolean[];
}
async function measure(cases: Case[]): Promise<Figures> {
  const out: Figures = { first: 0, three: 0, evidence: [], covered: [] };
  const own = cases.filter((c) => c.card !== NONE).length;
  for (const c of cases) {
    const { hits, evidence } = await c.search(c.query, 3);
    out.evidence.push(evidence);
    out.covered.push(c.card !== NONE);
    if (c.card === NONE) continue;
    if (hits[0]?.card === c.card) out.first += 1 / own;
    if (hits.some((h) => h.card === c.card)) out.three += 1 / own;
  }
  return out;
}
const show = ({ first, three }: Figures): string => `第一 ${first.toFixed(3)}  前三 ${three.toFixed(3)}`;

function claimOf({ evidence, covered }: Figures): void {
  const keys = Object.keys(evidence[0] ?? {}) as (keyof ClaimEvidence)[];
  const rows = evidence.map((e) => keys.map((k) => e[k]));
  const { weights, bias } = fitLogistic(rows, covered, L2);
  const sums = rows.map((r) => r.reduce((a, v, i) => a + v * (weights[i] as number), bias));
  const share = (want: boolean) => {
    const mine = sums.filter((_, i) => covered[i] === want);
    return mine.filter((s) => s > 0 === want).length / mine.length;
  };
  console.info(`认领：有卡的 ${share(true).toFixed(3)} 认领，无卡的 ${share(false).toFixed(3)} 不认领`);
  console.info(`claim:\n  bias: ${bias.toFixed(3)}`);
  for (const [i, key] of keys.entries()) console.info(`  ${key}: ${weights[i]?.toFixed(3)}`);
}

const services = await createServices(loadConfig(), {
  store: false,
  log: (m) => process.stderr.write(`${m}\n`),
});
const weights: SearchWeights = { ...services.chat.search.weights };
const cases: Case[] = [];
for (const { asked, search } of await makeFolds(services, weights)) {
  for (const { text, card } of asked) cases.push({ query: await read(services, text), card, search });
}
console.info(`${cases.length} 个问题，现在 ${show(await measure(cases))}`);
claimOf(await measure(cases));
if (process.argv.includes('--grid')) {
  for (const [name, values] of Object.entries(GRID) as [keyof typeof GRID & 'keyword', number[]][]) {
    const now = weights[name];
    for (const value of values) {
      weights[name] = value;
      console.info(`${name} ${value}${value === now ? '（现在）' : ''}  ${show(await measure(cases))}`);
    }
    weights[name] = now;
  }
}
await services.close();
