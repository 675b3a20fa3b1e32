/** Tells whether the examples of rules.yaml notice a change of it. */
import type { TriageData } from '../../knowledge/triage-schema.js';
import { type CompiledRules, compileRules, screen } from '../../server/triage/rules.js';
import type { RuleExamples } from './rule-examples.js';

/** A change of the rules and what it can be noticed by. */
export interface Change {
  /** source of what is taken out */
  removed: string;
  /** ids of the rules that may give something else than before */
  touches: string[];
  guard?: string;
  kind: string;
  /** where: for a guard, with the pattern that is changed */
  what: string;
  apply(data: TriageData): void;
}
interface Case {
  text: string;
  guard?: string;
  /** rules that the case says something about */
  rules: string[];
  holds(seen: ReturnType<typeof screen>): boolean;
}

function casesOf(examples: RuleExamples): Case[] {
  const signals = (seen: ReturnType<typeof screen>) => new Set(seen.signals.map((s) => s.rule));
  return [
    ...examples.fires.flatMap(({ text, rules }) =>
      rules.map((rule): Case => ({ text, rules: [rule], holds: (seen) => signals(seen).has(rule) })),
    ),
    ...examples.excused.map(
      ({ text, rule, guard }): Case => ({
        text,
        guard,
        rules: [rule],
        holds: (seen) => seen.excused.some((e) => e.rule === rule && e.guard === guard),
      }),
    ),
    ...examples.quiet.flatMap(({ text, rules }) =>
      rules.map(
        (rule): Case => ({
          text,
          rules: [rule],
          holds: (seen) => !signals(seen).has(rule) && !seen.excused.some((e) => e.rule === rule),
        }),
      ),
    ),
  ];
}

/** The part of the rules that decides about some of them, free to be changed. */
const partFor = (data: TriageData, ids: ReadonlySet<string>): TriageData => {
  const rules = data.rules.filter((r) => ids.has(r.id));
  const guards = new Set(rules.flatMap((r) => r.unless));
  return structuredClone({
    ...data,
    rules,
    guards: Object.fromEntries(Object.entries(data.guards).filter(([name]) => guards.has(name))),
    small: {} as TriageData['small'],
  });
};

/**
 * Runs only the rules that a change touches on the examples that name one, the likeliest first:
 * those of the changed guard, then those that hold a word of what is taken out.
 * @param examples texts already folded
 */
export function createKiller(data: TriageData, examples: RuleExamples): (change: Change) => boolean {
  const byRule = new Map<string, Case[]>();
  for (const one of casesOf(examples))
    for (const rule of one.rules) byRule.set(rule, [...(byRule.get(rule) ?? []), one]);

  const fails = (change: Change, cases: Case[]): boolean => {
    if (cases.length === 0) return false;
    const part = partFor(data, new Set(cases.flatMap((c) => c.rules)));
    let compiled: CompiledRules;
    try {
      change.apply(part);
      compiled = compileRules(part);
    } catch {
      return true;
    }
    const seen = new Map<string, ReturnType<typeof screen>>();
    return cases.some(({ text, holds }) => {
      const known = seen.get(text) ?? screen(text, compiled);
      seen.set(text, known);
      return !holds(known);
    });
  };
  return (change) => {
    const cases = change.touches.flatMap((id) => byRule.get(id) ?? []);
    const word = /[\p{Script=Han}a-z0-9]+/u.exec(change.removed)?.[0] ?? '';
    const near = (c: Case): boolean =>
      (change.guard ? c.guard === change.guard : true) && c.text.includes(word);
    const first = cases.filter(near);
    // a guard that loses one of its plain words excuses less: only what is excused can tell
    const lessOnly = change.kind === 'guard alternative' && !change.what.includes('(?!');
    const rest = cases.filter((c) => !near(c) && !(lessOnly && c.guard !== change.guard));
    return fails(change, first) || fails(change, rest);
  };
}
