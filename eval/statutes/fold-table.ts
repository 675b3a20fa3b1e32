/** The folds as a table for people: with and without evidence, gold that other folds know or do not. */
import type { FoldRanks, Folds } from './folds.js';
import { halfWidth, type Ranks, recallAt, reciprocalAt10 } from './score.js';

const COLUMNS: [title: string, of: (r: Ranks) => number][] = [
  ['R@5', (r) => recallAt(r, 5)],
  ['R@10', (r) => recallAt(r, 10)],
  ['R@20', (r) => recallAt(r, 20)],
  ['R@50', (r) => recallAt(r, 50)],
  ['R@100', (r) => recallAt(r, 100)],
  ['MRR@10', reciprocalAt10],
];
const mean = (v: number[]): number => v.reduce((a, b) => a + b, 0) / Math.max(1, v.length);

/** .512±.024 */
const cell = (values: number[]): string => {
  const digits = (x: number) => x.toFixed(3).replace(/^0/u, '');
  return `${digits(mean(values))}±${digits(halfWidth(values))}`;
};

export function foldTable(folds: Folds): string {
  const head = ['', '题数', ...COLUMNS.map(([title]) => title)];
  const rows = (
    [
      ['映射和权重来自其余四折', folds.plain],
      ['再加其余四折的问答作证据', folds.evidence],
    ] as const
  ).flatMap(([title, f]) => [
    row(`${title}：全部`, f.ranks),
    row(`${title}：见过的法条`, only(f, true)),
    row(`${title}：没见过的法条`, only(f, false)),
  ]);
  return [head, ...rows]
    .map((r) => `| ${r.join(' | ')} |`)
    .join('\n')
    .replace('\n', `\n|${' --- |'.repeat(head.length)}\n`);
}

const row = (title: string, ranks: Ranks[]): string[] => [
  title,
  String(ranks.length),
  ...COLUMNS.map(([, of]) => cell(ranks.map(of))),
];

/** Each question's gold of one kind alone; questions without any are left out. */
const only = ({ ranks, seen }: FoldRanks, known: boolean): Ranks[] =>
  ranks.map((r, i) => r.filter((_, j) => seen[i]?.[j] === known)).filter((r) => r.length > 0);
