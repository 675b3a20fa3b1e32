/** Five folds over the part that may be learned from: weights fitted and evidence taken from the other four. */
import { citedKey, positionsByKey } from '../../server/assembly/article-keys.js';
import { weightsOf, withEvidence } from '../../server/assembly/build-articles.js';
import { ArticleSearch } from '../../server/retrieval/articles/article-search.js';
import { FEATURES, type RankingWeights, scoreOf } from '../../server/retrieval/articles/features.js';
import type { QueryMap } from '../../server/retrieval/articles/query-map.js';
import { fitWeights, type Listed } from './fit.js';
import type { Learnable } from './learnable.js';
import { answeredMap } from './maps.js';
import type { Prepared } from './prepare.js';
import type { StatuteQuery } from './queries.js';
import { type Ranks, ranksOf } from './score.js';
import { FOLDS, foldOf } from './split.js';

export interface FoldRanks {
  /** ranks of each question's gold */
  ranks: Ranks[];
  /** in the same order: is this gold article the answer of a question in another fold */
  seen: boolean[][];
}
export interface Folds {
  plain: FoldRanks;
  evidence: FoldRanks;
  /** fitted on all of them: what ships */
  shipped: { plain: RankingWeights; with_evidence: RankingWeights };
}
const EVIDENCE = new Set(['evidence_best', 'evidence_sum', 'evidence_prior', 'evidence_law']);

/** Map, evidence and weights of a fold come from the other four. @param own the map that knows our questions alone. @param folder for maps made on the way */
export async function crossValidate(
  prepared: Prepared,
  { queries, vectorOf }: Learnable,
  own: QueryMap,
  folder: string,
): Promise<Folds> {
  const positions = positionsByKey(prepared.corpus);
  const list = (search: ArticleSearch, q: StatuteQuery): Listed => ({
    candidates: search.candidates({ text: q.text, vector: vectorOf(q) }),
    gold: new Set(q.gold.flatMap((g) => positions.get(citedKey(g)) ?? [])),
  });
  const byFold = Array.from({ length: FOLDS }, (_, f) => queries.filter((q) => foldOf(q) === f));
  const plain: Listed[][] = [];
  const evidence: Listed[][] = [];
  for (const [f, qs] of byFold.entries()) {
    const others = byFold.filter((_, g) => g !== f).flat();
    const map = await answeredMap(prepared, own, { queries: others, vectorOf }, folder);
    const search = new ArticleSearch({ ...prepared.search.parts, map });
    plain.push(qs.map((q) => list(search, q)));
    const informed = await withEvidence(search, others, weightsOf({}), prepared);
    evidence.push(qs.map((q) => list(informed, q)));
  }
  const every = FEATURES.map((_, i) => i);
  const used = every.filter((i) => !EVIDENCE.has(FEATURES[i] as string));
  return {
    plain: measure(prepared, byFold, plain, (lists) => fitWeights(lists, used)),
    evidence: measure(prepared, byFold, evidence, (lists) => fitWeights(lists, every)),
    shipped: { plain: fitWeights(plain.flat(), used), with_evidence: fitWeights(evidence.flat(), every) },
  };
}

function measure(
  { keys }: Prepared,
  byFold: StatuteQuery[][],
  lists: Listed[][],
  weigh: (lists: Listed[]) => RankingWeights,
): FoldRanks {
  const ranks: Ranks[] = [];
  const seen: boolean[][] = [];
  byFold.forEach((queries, f) => {
    const mine = lists[f] as Listed[];
    const weights = weigh(lists.filter((_, g) => g !== f).flat());
    const known = new Set(
      byFold.flatMap((qs, g) => (g === f ? [] : qs.flatMap((q) => q.gold.map(citedKey)))),
    );
    queries.forEach((q, i) => {
      const gold = q.gold.map(citedKey);
      const ranked = (mine[i] as Listed).candidates
        .map(({ at, values }) => ({ at, score: scoreOf(values, weights) }))
        .sort((a, b) => b.score - a.score || a.at - b.at)
        .slice(0, 100);
      ranks.push(
        ranksOf(
          ranked.map((r) => keys[r.at] as string[]),
          gold,
        ),
      );
      seen.push(gold.map((g) => known.has(g)));
    });
  });
  return { ranks, seen };
}
