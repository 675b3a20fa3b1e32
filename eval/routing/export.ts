/** `npm run train:export`: writes what training/train.py reads to dist/training (training part and tuning part only). */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadKnowledge } from '../../knowledge/load.js';
import { createFolder } from '../../server/chat/fold.js';
import { loadConfig, ROOT } from '../../server/config.js';
import { entriesOf } from '../../server/retrieval/entries.js';
import { compileRules } from '../../server/triage/rules.js';
import { prepare } from './prepare.js';
import { partOf, readOwn, readUtterances, type Utterance } from './utterances.js';

const config = loadConfig();
const knowledge = loadKnowledge(config.knowledgeDir);
const rules = compileRules(knowledge.triage);
const folder = createFolder(knowledge.triage.homophones);
const dangerTrain = join(ROOT, '../shared/data/routing/danger-train.jsonl');
const own = readOwn(config.knowledgeDir);
const extra = existsSync(dangerTrain) ? readUtterances(dangerTrain) : [];

const rows = (items: Utterance[]): string =>
  items
    .map((u) => {
      const p = prepare(u, folder, rules);
      const [route, danger, line] = p.targets;
      const topic = u.topic ?? 'other';
      return JSON.stringify({ windows: p.windows.map((w) => w.text), route, danger, line, topic });
    })
    .join('\n');
const out = join(config.distDir, 'training');
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'routing.jsonl'), rows([...own.filter((u) => partOf(u) === 'train'), ...extra]));
writeFileSync(join(out, 'tune.jsonl'), rows(own.filter((u) => partOf(u) === 'tune')));
writeFileSync(
  join(out, 'cards.jsonl'),
  entriesOf(knowledge.cards)
    .map((e) => JSON.stringify({ text: folder.simplify(folder.clean(e.text)), card: e.card }))
    .join('\n'),
);
const none = join(config.knowledgeDir, 'uncovered/none-01.jsonl');
if (existsSync(none)) {
  const texts = readFileSync(none, 'utf8').split('\n').filter(Boolean);
  const clean = (line: string) => folder.simplify(folder.clean((JSON.parse(line) as { text: string }).text));
  writeFileSync(join(out, 'none.jsonl'), texts.map((l) => JSON.stringify({ text: clean(l) })).join('\n'));
}
console.info(`已写 ${out}`);
