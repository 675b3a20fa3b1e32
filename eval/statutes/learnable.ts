/** The part of a file of answered questions that may be learned from. */
import type { Prepared } from './prepare.js';
import type { StatuteQuery } from './queries.js';
import { isHeldOut } from './split.js';

/** The questions that may be learned from, with their vectors. */
export interface Learnable {
  queries: StatuteQuery[];
  vectorOf(q: StatuteQuery): Float32Array;
}
export async function learnable(prepared: Prepared, all: StatuteQuery[]): Promise<Learnable> {
  const queries = all.filter((q) => !isHeldOut(q));
  const vectors = await prepared.embed(queries.map((q) => q.text));
  const byQuery = new Map(queries.map((q, i) => [q, vectors[i] as Float32Array]));
  return { queries, vectorOf: (q) => byQuery.get(q) as Float32Array };
}
