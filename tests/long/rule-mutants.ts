/** Every way of taking one thing out of rules.yaml: a rule, an alternative of a pattern, a guard. */
import type { TriageData } from '../../knowledge/triage-schema.js';

/** What is taken out, for counting. */
export const KINDS = [
  'rule',
  'pattern',
  'alternative',
  'also',
  'also alternative',
  'word',
  'guard',
  'guard pattern',
  'guard alternative',
  'guard but',
] as const;
export interface Mutant {
  kind: (typeof KINDS)[number];
  /** where, for a person */
  what: string;
  /** the source of what is taken out */
  removed: string;
  /** ids of the rules that may see or excuse other things than before */
  touches: string[];
  /** the guard that is changed */
  guard?: string;
  apply(data: TriageData): void;
}

/** A group or the whole pattern: where each of its alternatives begins and ends. */
interface Branch {
  start: number;
  end: number;
}

/** Alternatives at any depth, of groups that have at least two. Escapes and character classes are skipped over. */
export function branchesOf(pattern: string): Branch[] {
  const out: Branch[] = [];
  const open: { cuts: number[] }[] = [{ cuts: [0] }];
  const close = (end: number) => {
    const { cuts } = open.pop() as { cuts: number[] };
    if (cuts.length < 2) return;
    cuts.forEach((start, i) => {
      out.push({ start, end: (cuts[i + 1] ?? end + 1) - 1 });
    });
  };
  for (let i = 0; i < pattern.length; i += 1) {
    const c = pattern[i];
    if (c === '\\') i += 1;
    else if (c === '[') i = pattern.indexOf(']', i + 1);
    else if (c === '(') {
      const head = /^\((?:\?(?:[:=!]|<[=!]))?/u.exec(pattern.slice(i))?.[0].length ?? 1;
      open.push({ cuts: [i + head] });
      i += head - 1;
    } else if (c === '|') open.at(-1)?.cuts.push(i + 1);
    else if (c === ')') close(i);
  }
  close(pattern.length);
  return out;
}

/** The pattern without one of its alternatives. */
export function without(pattern: string, { start, end }: Branch): string {
  if (pattern[end] === '|') return pattern.slice(0, start) + pattern.slice(end + 1);
  return pattern.slice(0, start - 1) + pattern.slice(end);
}

type Part = Pick<Mutant, 'what' | 'removed'> & { change(patterns: string[]): void };
/** A whole pattern of a list out (unless it is the only one), or an alternative of one. */
function partsOf(patterns: string[], where: string): { whole: Part[]; alternatives: Part[] } {
  const whole = patterns.map(
    (pattern, p): Part => ({
      what: where,
      removed: pattern,
      change: (list) => list.splice(p, 1),
    }),
  );
  const alternatives = patterns.flatMap((pattern, p) =>
    branchesOf(pattern).map(
      (branch): Part => ({
        what: `${where}: ${pattern}`,
        removed: pattern.slice(branch.start, branch.end),
        change: (list) => {
          list[p] = without(pattern, branch);
        },
      }),
    ),
  );
  return { whole: patterns.length > 1 ? whole : [], alternatives };
}

function ofRule(data: TriageData, id: string): Mutant[] {
  const find = (d: TriageData) => d.rules.find((r) => r.id === id) as TriageData['rules'][number];
  const rule = find(data);
  const any = partsOf(rule.any, id);
  const also = partsOf(rule.also ?? [], `${id} also`);
  const mutant =
    (kind: Mutant['kind'], list: 'any' | 'also') =>
    ({ change, ...part }: Part): Mutant => ({
      ...part,
      kind,
      touches: [id],
      apply: (d) => change(find(d)[list] ?? []),
    });
  return [
    {
      kind: 'rule',
      what: id,
      removed: id,
      touches: [id],
      apply: (d) => d.rules.splice(d.rules.indexOf(find(d)), 1),
    },
    ...any.whole.map(mutant('pattern', 'any')),
    ...any.alternatives.map(mutant('alternative', 'any')),
    ...also.whole.map(mutant('also', 'also')),
    ...also.alternatives.map(mutant('also alternative', 'also')),
  ];
}

function ofGuard(data: TriageData, guard: string): Mutant[] {
  const touches = data.rules.filter((r) => r.unless.includes(guard)).map((r) => r.id);
  const mine = data.guards[guard] as TriageData['guards'][string];
  const patterns = partsOf(mine.patterns, guard);
  const but = partsOf(mine.but ?? [], `${guard} but`);
  const mutant =
    (kind: Mutant['kind'], list: 'patterns' | 'but') =>
    ({ change, ...part }: Part): Mutant => ({
      ...part,
      kind,
      guard,
      touches,
      apply: (d) => change(d.guards[guard]?.[list] ?? []),
    });
  return [
    {
      kind: 'guard',
      what: guard,
      removed: guard,
      guard,
      touches,
      apply: (d) => {
        for (const rule of d.rules) rule.unless = rule.unless.filter((g) => g !== guard);
      },
    },
    ...patterns.whole.map(mutant('guard pattern', 'patterns')),
    ...patterns.alternatives.map(mutant('guard alternative', 'patterns')),
    ...but.alternatives.map(mutant('guard but', 'but')),
  ];
}

function ofWord(data: TriageData, word: string): Mutant[] {
  const fragment = data.words?.[word] as string;
  const guards = Object.keys(data.guards).filter((g) =>
    JSON.stringify(data.guards[g]).includes(`<<${word}>>`),
  );
  const touches = data.rules
    .filter((r) => JSON.stringify(r).includes(`<<${word}>>`) || r.unless.some((g) => guards.includes(g)))
    .map((r) => r.id);
  return partsOf([fragment], `<<${word}>>`).alternatives.map(({ change, ...part }) => ({
    ...part,
    kind: 'word',
    touches,
    apply: (d) => {
      const list = [fragment];
      change(list);
      if (d.words) d.words[word] = list[0] as string;
    },
  }));
}

export const mutantsOf = (data: TriageData): Mutant[] => [
  ...data.rules.flatMap((r) => ofRule(data, r.id)),
  ...Object.keys(data.guards).flatMap((g) => ofGuard(data, g)),
  ...Object.keys(data.words ?? {}).flatMap((w) => ofWord(data, w)),
];
