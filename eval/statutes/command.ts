/** `npm run eval -- statutes`: one flat object of figures, or the table over five folds. */

import { join } from 'node:path';
import { weightsOf, withEvidence } from '../../server/assembly/build-articles.js';
import type { Config } from '../../server/config.js';
import { foldTable } from './fold-table.js';
import { crossValidate } from './folds.js';
import { learnable } from './learnable.js';
import { ownMap } from './maps.js';
import { prepare } from './prepare.js';
import { readQueries } from './queries.js';
import { askAll, speedLine } from './run.js';
import { scoreRanks } from './score.js';

export interface StatuteOptions {
  queries?: string | undefined;
  corpus?: string | undefined;
  evidence?: string | undefined;
  superseded: boolean;
  folds: boolean;
  json: boolean;
}

const USAGE =
  '用法：npm run eval -- statutes --queries <文件> --corpus <法规文件夹> [--evidence <文件>] [--include-superseded] [--folds] [--json]';

/** Figures go to stdout, everything else to stderr. @returns exit code */
export async function measureStatutes(options: StatuteOptions, config: Config): Promise<number> {
  if (!options.queries || !options.corpus) {
    console.error(USAGE);
    return 2;
  }
  const queries = readQueries(options.queries);
  const known = options.evidence ? readQueries(options.evidence) : [];
  const prepared = await prepare(config, options.corpus, options.superseded);
  try {
    if (options.folds) {
      const maps = join(config.distDir, 'vectors');
      const mine = await learnable(prepared, queries);
      const folds = await crossValidate(prepared, mine, await ownMap(prepared, maps), maps);
      console.info(foldTable(folds));
      return 0;
    }
    // a question that is itself in the evidence would only find its own answer
    const asked = new Set(queries.map((q) => q.text));
    const evidence = known.filter((q) => !asked.has(q.text));
    const weights = weightsOf(prepared.knowledge.data.ranking.with_evidence);
    const search =
      evidence.length > 0
        ? await withEvidence(prepared.search, evidence, weights, prepared)
        : prepared.search;
    const answered = askAll(search, queries, await prepared.embed(queries.map((q) => q.text)), prepared.keys);
    const scores = scoreRanks(answered.ranks);
    process.stderr.write(`${speedLine(answered, prepared.corpus.length)}\n`);
    if (options.json) console.info(JSON.stringify(scores));
    else for (const [name, value] of Object.entries(scores)) console.info(`${name}\t${value.toFixed(4)}`);
    return 0;
  } finally {
    await prepared.close();
  }
}
