/** Macro recall and reciprocal rank of ranked articles; pure. */

export const CUTS = [5, 10, 20, 50, 100] as const;
/** First rank (1-based) of each gold article, null where it is not in the list. */
export type Ranks = (number | null)[];

/** @param ranked keys of each result, best first. @param gold one key a gold article */
export function ranksOf(ranked: string[][], gold: string[]): Ranks {
  const first = new Map<string, number>();
  ranked.forEach((keys, i) => {
    for (const k of keys) if (!first.has(k)) first.set(k, i + 1);
  });
  return gold.map((g) => first.get(g) ?? null);
}
export const recallAt = (ranks: Ranks, k: number): number =>
  ranks.filter((r) => r !== null && r <= k).length / ranks.length;
export const reciprocalAt10 = (ranks: Ranks): number => {
  const best = Math.min(...ranks.map((r) => r ?? Number.POSITIVE_INFINITY));
  return best <= 10 ? 1 / best : 0;
};
const mean = (values: number[]): number => values.reduce((n, x) => n + x, 0) / Math.max(1, values.length);

export type StatuteScore = Record<`recall@${(typeof CUTS)[number]}` | 'mrr@10', number>;

export function scoreRanks(all: Ranks[]): StatuteScore {
  const some = all.filter((r) => r.length > 0);
  const recalls = CUTS.map((k) => [`recall@${k}`, mean(some.map((r) => recallAt(r, k)))]);
  return Object.fromEntries([...recalls, ['mrr@10', mean(some.map(reciprocalAt10))]]) as StatuteScore;
}

/** Half the width of the 95 % interval of a mean (normal approximation over questions). */
export function halfWidth(values: number[]): number {
  const m = mean(values);
  const variance = values.reduce((n, x) => n + (x - m) ** 2, 0) / Math.max(1, values.length - 1);
  return 1.96 * Math.sqrt(variance / Math.max(1, values.length));
}
