/** What rules.yaml is held to: rule-examples, rule-phrases and rule-probes in tests/unit/triage. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export interface RuleExamples {
  /** each of the rules signals */
  fires: { text: string; rules: string[] }[];
  /** the rule matches and the guard excuses it */
  excused: { text: string; rule: string; guard: string }[];
  /** none of the rules matches */
  quiet: { text: string; rules: string[] }[];
}
/** Short texts, one for each way of saying it: by rule, and what a guard excuses by guard and rule. */
interface RulePhrases {
  fires: Record<string, string[]>;
  excused: Record<string, Record<string, string[]>>;
  quiet: Record<string, string[]>;
}

const read = (name: string): unknown =>
  parse(readFileSync(fileURLToPath(new URL(`../unit/triage/${name}`, import.meta.url)), 'utf8'));
const byRule = (phrases: Record<string, string[]>): { text: string; rules: string[] }[] =>
  Object.entries(phrases).flatMap(([rule, texts]) => texts.map((text) => ({ text, rules: [rule] })));

/** Phrases that people wrote, and probes that a program put together. */
export const PHRASE_FILES = ['rule-phrases.yaml', 'rule-probes.yaml'];

/** The texts of one of PHRASE_FILES as examples. @param fold what is done to each text */
export function readRulePhrases(file: string, fold: (text: string) => string): RuleExamples {
  const phrases = read(file) as RulePhrases;
  const excused = Object.entries(phrases.excused).flatMap(([guard, rules]) =>
    byRule(rules).map(({ text, rules: [rule = ''] }) => ({ text: fold(text), rule, guard })),
  );
  const folded = (list: Record<string, string[]>) => byRule(list).map((e) => ({ ...e, text: fold(e.text) }));
  return { fires: folded(phrases.fires), excused, quiet: folded(phrases.quiet) };
}

/** All examples together. @param fold what is done to each text */
export function readRuleExamples(fold: (text: string) => string, files = PHRASE_FILES): RuleExamples {
  const written = read('rule-examples.yaml') as Omit<RuleExamples, 'quiet'>;
  const phrases = files.map((file) => readRulePhrases(file, fold));
  const folded = <T extends { text: string }>(list: T[]): T[] =>
    list.map((e) => ({ ...e, text: fold(e.text) }));
  return {
    fires: [...folded(written.fires), ...phrases.flatMap((p) => p.fires)],
    excused: [...folded(written.excused), ...phrases.flatMap((p) => p.excused)],
    quiet: phrases.flatMap((p) => p.quiet),
  };
}
