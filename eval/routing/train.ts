/**
 * `npm run train:triage`: trains the linear heads on our own utterances (and danger-train where it is at hand),
 * sets the cut points on the tuning part, prints the figures of the untouched test part, writes model.json and model.bin.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadKnowledge } from '../../knowledge/load.js';
import { createFolder } from '../../server/chat/fold.js';
import { loadConfig, ROOT } from '../../server/config.js';
import { createProgress } from '../../server/progress.js';
import { DANGERS, ROUTES } from '../../server/protocol.js';
import { LocalEmbeddings } from '../../server/retrieval/embedder.js';
import { VectorCache } from '../../server/retrieval/vector-cache.js';
import {
  type ClassifierMeta,
  classify,
  type Features,
  featureCount,
  featuresOf,
} from '../../server/triage/classifier.js';
import { compileRules } from '../../server/triage/rules.js';
import { grumbles } from './grumble.js';
import { packWeights, trainHeads } from './linear.js';
import { LINES, prepare } from './prepare.js';
import { hashOf, type Part, partOf, readOwn, readUtterances } from './utterances.js';

const HELP = `用法：npm run train:triage [-- --epochs N] [-- --l2 X] [-- --hold-tune]
  --hold-tune 不用调参的那部分训练，随后用 npm run tune:triage 定门槛才公道。
  训练分流分类器，写 knowledge/triage/model.json 和 model.bin。需要几分钟。`;
const BUCKETS = 16384;
/** Long calm messages added to the training part. */
const GRUMBLES = 600;
const DANGER_TRAIN = '../shared/data/routing/danger-train.jsonl';

/** One target per head: a distribution over its classes, and what the example weighs. */
export interface Example {
  features: Features;
  targets: number[][];
}

const isEmergency = ({ targets }: Example): boolean => (targets[0]?.[ROUTES.indexOf('emergency')] ?? 0) > 0.5;

/** Emergencies told in several windows stand apart: their danger lies in one of them, and the rest is grumble. */
function split(messages: Example[][]): [Example[], Example[][]] {
  const apart = (m: Example[]) => m.length > 1 && m.some(isEmergency);
  return [messages.filter((m) => !apart(m)).flat(), messages.filter(apart)];
}

/** The window that what was learned from the others takes most for an emergency. */
function mostAlarming(windows: Example[], weights: Float32Array, meta: ClassifierMeta): Example {
  const alarm = (e: Example) => classify(e.features, weights, meta).route.emergency;
  return windows.reduce((a, b) => (alarm(b) > alarm(a) ? b : a));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      epochs: { type: 'string', default: '8' },
      l2: { type: 'string', default: '0.003' },
      all: { type: 'boolean', default: false },
      'hold-tune': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.info(HELP);
  const config = loadConfig();
  const knowledge = loadKnowledge(config.knowledgeDir);
  const rules = compileRules(knowledge.triage);
  const folder = createFolder(knowledge.triage.homophones);
  const embedder = new LocalEmbeddings({ modelDir: config.triageModelDir, processes: config.embedders });
  if (!embedder.modelHash || !(await embedder.start())) throw new Error('没有向量模型，不能训练');

  const own = readOwn(config.knowledgeDir);
  const extra = existsSync(join(ROOT, DANGER_TRAIN)) ? readUtterances(join(ROOT, DANGER_TRAIN)) : [];
  if (extra.length === 0) console.info('找不到 danger-train，只用自己的语料训练');
  const held: Part[] = values.all ? [] : values['hold-tune'] ? ['test', 'tune'] : ['test'];
  const train = [...own.filter((u) => !held.includes(partOf(u))), ...extra];

  const meta: ClassifierMeta = {
    version: 1,
    dimension: 512,
    buckets: BUCKETS,
    rules: rules.data.rules.map((r) => r.id),
    routes: [...ROUTES],
    dangers: [...DANGERS],
    lines: LINES,
    modelHash: embedder.modelHash,
    dataHash: hashOf(train),
  };
  const cache = new VectorCache(join(config.distDir, 'vectors-train'), embedder.modelHash);
  const prepared = [...train, ...grumbles(train, GRUMBLES)].map((u) => prepare(u, folder, rules));
  const texts = prepared.flatMap((p) => p.windows.map((w) => w.text));
  const progress = createProgress('语料的向量');
  const vectors = await cache.vectorsFor(texts, embedder, progress.update);
  cache.save(texts);
  progress.stop();
  await embedder.close();

  let at = 0;
  const messages = prepared.map((p): Example[] =>
    p.windows.map(({ text, rules: matched }) => ({
      features: featuresOf(text, vectors[at++] as Float32Array, matched, meta),
      targets: p.targets,
    })),
  );
  console.info(`训练：${train.length} 条语料，${at} 个窗口，${featureCount(meta)} 个特征`);
  const heads = [ROUTES.length, DANGERS.length, LINES.length];
  const trainOn = (examples: Example[]) =>
    trainHeads(examples, heads, featureCount(meta), { epochs: Number(values.epochs), l2: Number(values.l2) });
  const [plain, long] = split(messages);
  const first = trainOn(plain);
  const weights = trainOn([...plain, ...long.map((windows) => mostAlarming(windows, first, meta))]);
  const out = join(config.knowledgeDir, 'triage');
  writeFileSync(
    join(out, 'model.bin'),
    packWeights(
      weights,
      heads.reduce((a, b) => a + b, 0),
      featureCount(meta),
    ),
  );
  writeFileSync(join(out, 'model.json'), `${JSON.stringify(meta, null, 1)}\n`);
  console.info(`已写 ${join(out, 'model.bin')}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
