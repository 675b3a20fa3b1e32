/**
 * `npm run train:articles`: the query map and the weights of ranking, from our own questions and the answered ones of a file.
 * The held-out questions of that file are left alone. Writes knowledge/articles/query-map.f32 and ranking.yaml.
 */
import '../../server/no-tracing.js';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseDocument } from 'yaml';
import { mapPath } from '../../server/assembly/article-knowledge.js';
import { loadConfig } from '../../server/config.js';
import { saveMap } from '../../server/retrieval/articles/query-map.js';
import { sha256 } from '../../server/retrieval/entries.js';
import { foldTable } from './fold-table.js';
import { crossValidate } from './folds.js';
import { learnable } from './learnable.js';
import { answeredMap, ownMap } from './maps.js';
import { prepare } from './prepare.js';
import { readQueries } from './queries.js';

const { values } = parseArgs({ options: { queries: { type: 'string' }, corpus: { type: 'string' } } });
if (!values.queries || !values.corpus) {
  console.error('用法：npm run train:articles -- --queries <文件> --corpus <法规文件夹>');
  process.exit(2);
}
const config = loadConfig();
const prepared = await prepare(config, values.corpus, false);
try {
  const mine = await learnable(prepared, readQueries(values.queries));
  const maps = join(config.distDir, 'vectors');
  const own = await ownMap(prepared, maps);
  const folds = await crossValidate(prepared, mine, own, maps);
  console.info(foldTable(folds));
  const map = await answeredMap(prepared, own, mine, maps);
  saveMap(mapPath(config.knowledgeDir), map, prepared.embedder.modelHash as string, {
    answered: mine.queries.length,
    answeredSha256: sha256(readFileSync(values.queries)),
  });
  const file = join(config.knowledgeDir, 'articles', 'ranking.yaml');
  const document = parseDocument(readFileSync(file, 'utf8'));
  document.set('plain', folds.shipped.plain);
  document.set('with_evidence', folds.shipped.with_evidence);
  writeFileSync(file, document.toString());
} finally {
  await prepared.close();
}
