/**
 * `npm run check:utterances`: prints near-duplicates among our own utterances and against the given sets, and exits 1
 * when there is one. Twins are no duplicates: they share a scenario and differ in the fact that turns the label.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadKnowledge } from '../../knowledge/load.js';
import { createFolder } from '../../server/chat/fold.js';
import { loadConfig, ROOT } from '../../server/config.js';
import { nearPairs } from './near.js';
import { readOwn, readUtterances, type Utterance } from './utterances.js';

const HELP = `用法：npm run check:utterances [-- --given 文件夹]
  查自己写的语料里有没有近似重复，和给定的数据集有没有近似重复。
  --given   放 dev.jsonl 等给定数据集的文件夹（默认 ../shared/data/routing）
退出码：0 没有，1 有，3 没有给定的数据集，只查了自己`;

type Item = Utterance & { own: boolean };

const { values } = parseArgs({
  options: { given: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
});
if (values.help) {
  console.info(HELP);
  process.exit(0);
}
const config = loadConfig();
const fold = createFolder(loadKnowledge(config.knowledgeDir).triage.homophones);
const own = readOwn(config.knowledgeDir).map((u): Item => ({ ...u, own: true }));
const given = givenSets(values.given ?? join(ROOT, '../shared/data/routing'));
const items = [...own, ...given];
const pairs = nearPairs(items.map((u) => fold.simplify(fold.clean(u.text))));
let found = 0;
for (const { a, b, containment } of pairs) {
  const [one, two] = [items[a] as Item, items[b] as Item];
  if (!one.own || twins(one, two)) continue;
  found += 1;
  if (values.json) console.info(JSON.stringify([one.id, two.id]));
  else console.info(`${containment.toFixed(2)}  ${one.id} ${one.text}\n      ${two.id} ${two.text}`);
}
console.info(`${own.length} 条自己的，${given.length} 条给定的：近似重复 ${found} 对。`);
if (given.length === 0) console.info('没有找到给定的数据集，只查了自己的。');
process.exitCode = found > 0 ? 1 : given.length === 0 ? 3 : 0;

function twins(one: Item, two: Item): boolean {
  const differ = one.route !== two.route || one.danger !== two.danger;
  return one.own && two.own && one.scenario === two.scenario && differ;
}

/** dev, danger-dev, danger-train, and the questions of STARD beside them. */
function givenSets(folder: string): Item[] {
  if (!existsSync(folder)) return [];
  const sets = readdirSync(folder).filter((f) => f.endsWith('.jsonl'));
  const stard = join(folder, '../stard/train.jsonl');
  const questions = existsSync(stard)
    ? readFileSync(stard, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line, i) => {
          const row = JSON.parse(line) as { id?: string; query?: string; question?: string; text?: string };
          return {
            id: `stard:${row.id ?? i}`,
            text: row.query ?? row.question ?? row.text ?? '',
          } as Utterance;
        })
    : [];
  return [...sets.flatMap((f) => readUtterances(join(folder, f))), ...questions].map((u) => ({
    ...u,
    own: false,
  }));
}
