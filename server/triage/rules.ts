/** The rules: patterns that see danger, guards that excuse them. Needs no model, no database, no network. */
import type { Screening, Signal, SmallKind, Strength, TriageRules } from './types.js';

interface CompiledGuard {
  name: string;
  pattern: RegExp;
  but: RegExp | null;
  before: number;
  after: number;
  whole: boolean;
  sentence: boolean;
}
interface CompiledRule {
  id: string;
  scene: string;
  strength: Strength;
  why: string;
  any: RegExp;
  also: RegExp[];
  guards: CompiledGuard[];
}
export interface CompiledRules {
  data: TriageRules;
  rules: CompiledRule[];
  small: [SmallKind, RegExp][];
}

/** Replaces each <<word>> by its fragment. Fragments may name others; a name that leads nowhere throws. */
function expand(pattern: string, words: Record<string, string>, where: string, depth = 0): string {
  return pattern.replace(/<<([a-z][a-z0-9_]*)>>/g, (_, word: string) => {
    const fragment = words[word];
    if (fragment === undefined || depth > 4) throw new Error(`triage ${where}: no word <<${word}>>`);
    return `(?:${expand(fragment, words, where, depth + 1)})`;
  });
}

/** Compiles once at start. Throws on a broken pattern or a name that leads nowhere, naming the rule. */
export function compileRules(data: TriageRules): CompiledRules {
  const union = (patterns: string[], flags: string, where: string): RegExp => {
    const source = patterns.map((p) => `(?:${expand(p, data.words ?? {}, where)})`).join('|');
    try {
      return new RegExp(source, flags);
    } catch (error) {
      throw new Error(`triage ${where}: ${(error as Error).message}`);
    }
  };
  const guards = new Map(
    Object.entries(data.guards).map(([name, g]): [string, CompiledGuard] => [
      name,
      {
        name,
        pattern: union(g.patterns, 'u', `guard ${name}`),
        but: g.but ? union(g.but, 'u', `guard ${name}`) : null,
        before: g.before,
        after: g.after,
        whole: g.whole ?? false,
        sentence: g.sentence ?? false,
      },
    ]),
  );
  const rules = data.rules.map((rule): CompiledRule => {
    const where = `rule ${rule.id}`;
    if (!data.scenes[rule.scene]) throw new Error(`triage ${where}: no scene ${rule.scene}`);
    return {
      id: rule.id,
      scene: rule.scene,
      strength: rule.strength,
      why: rule.why,
      any: union(rule.any, 'gu', where),
      also: (rule.also ?? []).map((p) => union([p], 'u', where)),
      guards: rule.unless.map((name) => {
        const guard = guards.get(name);
        if (!guard) throw new Error(`triage ${where}: no guard ${name}`);
        return guard;
      }),
    };
  });
  const small = (Object.entries(data.small) as [SmallKind, string[]][]).map(
    ([kind, patterns]): [SmallKind, RegExp] => [kind, union(patterns, 'u', `small ${kind}`)],
  );
  return { data, rules, small };
}

const SENTENCE_END = /[。!?;\n]/u;

/** The text a guard looks at: the match with its surroundings, ending with the sentence where the guard asks so. */
function reachOf(guard: CompiledGuard, text: string, start: number, end: number): string {
  let before = text.slice(Math.max(0, start - guard.before), start);
  let after = text.slice(end, end + guard.after);
  if (guard.sentence) {
    before = before.slice(before.search(/[^。!?;\n]*$/u));
    const stop = after.search(SENTENCE_END);
    // the mark itself stays: a question mark may be what the guard looks for
    if (stop >= 0) after = after.slice(0, stop + 1);
  }
  return before + text.slice(start, end) + after;
}

const holds = (guard: CompiledGuard, reach: string): boolean =>
  guard.pattern.test(reach) && !guard.but?.test(reach);

/** Which guard excuses the match at [start, end), if any. A guard over the whole message is asked once. */
function excusedBy(
  rule: CompiledRule,
  text: string,
  start: number,
  end: number,
  whole: Map<CompiledGuard, boolean>,
): CompiledGuard | undefined {
  return rule.guards.find((guard) => {
    if (!guard.whole) return holds(guard, reachOf(guard, text, start, end));
    const known = whole.get(guard) ?? holds(guard, text);
    whole.set(guard, known);
    return known;
  });
}

/**
 * Runs every rule over the whole folded text.
 * A rule is excused only if each of its matches is: one unexcused match is enough to signal.
 */
export function screen(text: string, compiled: CompiledRules): Screening {
  const signals: Signal[] = [];
  const excused: Screening['excused'] = [];
  const whole = new Map<CompiledGuard, boolean>();
  for (const rule of compiled.rules) {
    if (!rule.also.every((p) => p.test(text))) continue;
    let guard: CompiledGuard | undefined;
    for (const match of text.matchAll(rule.any)) {
      const start = match.index;
      const end = start + Math.max(1, match[0].length);
      guard = excusedBy(rule, text, start, end, whole);
      if (guard) continue;
      signals.push({
        rule: rule.id,
        scene: rule.scene,
        strength: rule.strength,
        start,
        end,
        why: rule.why,
      });
      break;
    }
    if (guard && signals.at(-1)?.rule !== rule.id) excused.push({ rule: rule.id, guard: guard.name });
  }
  const alone = signals.some((s) => s.strength !== 'soft');
  const small = compiled.small.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
  return { signals, excused, emergency: alone || signals.length >= 2, small };
}
