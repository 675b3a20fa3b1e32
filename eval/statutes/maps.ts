/** The two steps of the query map: on our own questions, then a little on answered ones. */
import { join } from 'node:path';
import { citedKey, positionsByKey } from '../../server/assembly/article-keys.js';
import { questionsOf } from '../../server/assembly/build-articles.js';
import { createProgress } from '../../server/progress.js';
import { topK } from '../../server/retrieval/articles/int8-matrix.js';
import {
  applyMap,
  noMap,
  openMap,
  type QueryMap,
  saveMap,
} from '../../server/retrieval/articles/query-map.js';
import { toFloats } from '../../server/retrieval/articles/vector-log.js';
import { sha256 } from '../../server/retrieval/entries.js';
import { random } from '../routing/linear.js';
import type { Learnable } from './learnable.js';
import type { Prepared } from './prepare.js';
import { type MapTraining, type Pair, trainMap } from './train-map.js';

const SEED = 20261124;
const OWN: MapTraining = { epochs: 3, batch: 256, negatives: 1200, rate: 1e-3 };
const ANSWERED: MapTraining = { epochs: 6, batch: 128, negatives: 1500, rate: 5e-4 };
/** A card's citations are what its answer rests on, not all of them what is asked. */
const CARD_WEIGHT = 0.5;

/** Trained on the questions of articles and cards. @param folder keeps it until one of them changes */
export async function ownMap(prepared: Prepared, folder: string): Promise<QueryMap> {
  const { corpus, knowledge, vectors, embedder } = prepared;
  const { own, cards } = questionsOf(corpus, knowledge);
  const all = [
    ...own.map((q) => ({ ...q, weight: 1 })),
    ...cards.map((q) => ({ ...q, weight: CARD_WEIGHT })),
  ];
  const embedded = (
    await vectors.vectorsFor(
      all.map((q) => q.text),
      embedder,
    )
  ).map(toFloats);
  const pairs = all.map(
    (q, i): Pair => ({
      vector: embedded[i] as Float32Array,
      gold: [...new Set(q.articles)],
      weight: q.weight,
    }),
  );
  return kept(prepared, folder, [SEED, OWN, all], () => {
    // a third of the questions shows well enough which articles lie near questions
    const some = pairs.filter((_, i) => i % 3 === 0).map((p) => p.vector);
    return train(prepared, noMap(), pairs, poolOf(prepared, some, 10), OWN, '在自己的问法上训练');
  });
}

/** Goes on from `start` on answered questions. */
export async function answeredMap(
  prepared: Prepared,
  start: QueryMap,
  { queries, vectorOf }: Learnable,
  folder: string,
): Promise<QueryMap> {
  const positions = positionsByKey(prepared.corpus);
  const pairs = queries.flatMap((q): Pair[] => {
    const gold = [...new Set(q.gold.flatMap((g) => positions.get(citedKey(g))?.[0] ?? []))];
    return gold.length > 0 ? [{ vector: vectorOf(q), gold, weight: 1 }] : [];
  });
  const made = [
    SEED,
    ANSWERED,
    queries,
    sha256(Buffer.from(start.buffer, start.byteOffset, start.byteLength)),
  ];
  return kept(prepared, folder, made, () => {
    const pool = poolOf(
      prepared,
      pairs.map((p) => applyMap(start, p.vector)),
      40,
    );
    return train(prepared, start, pairs, pool, ANSWERED, '在有答案的问题上训练');
  });
}

/** @param made everything that the map depends on beside the model */
function kept({ embedder }: Prepared, folder: string, made: unknown, make: () => QueryMap): QueryMap {
  const file = join(folder, `map-${sha256(JSON.stringify(made)).slice(0, 16)}.f32`);
  const modelHash = embedder.modelHash as string;
  const found = openMap(file, modelHash);
  if (typeof found !== 'string') return found;
  const map = make();
  saveMap(file, map, modelHash, {});
  return map;
}

const poolOf = ({ search }: Prepared, questions: Float32Array[], k: number): number[] => [
  ...new Set(questions.flatMap((q) => topK(search.parts.vectors.cosines(q), k))),
];

function train(
  { articleVectors }: Prepared,
  start: QueryMap,
  pairs: Pair[],
  pool: number[],
  how: MapTraining,
  label: string,
): QueryMap {
  const bar = createProgress(label);
  const articleOf = (at: number) => toFloats(articleVectors[at] as Parameters<typeof toFloats>[0]);
  const map = trainMap(start, pairs, articleOf, pool, how, random(SEED), bar.update);
  bar.stop();
  return map;
}
