/** The rules: patterns that see danger, guards that excuse them. Needs no model, no database, no network. */
import { createFinder, type Finder, matchesOf } from './finder.js';
import { type CompiledGuard, Reading } from './reading.js';
import type { Screening, Signal, SmallKind, Strength, TriageRules } from './types.js';

interface CompiledRule {
  id: string;
  scene: string;
  strength: Strength;
  why: string;
  any: Finder;
  also: Finder[];
  guards: CompiledGuard[];
}
export interface CompiledRules {
  data: TriageRules;
  rules: CompiledRule[];
  small: [SmallKind, Finder][];
}

/** Replaces each <<word>> by its fragment. Fragments may name others; a name that leads nowhere throws. */
function expand(pattern: string, words: Record<string, string>, where: string, depth = 0): string {
  return pattern.replace(/<<([a-z][a-z0-9_]*)>>/g, (_, word: string) => {
    const fragment = words[word];
    if (fragment === undefined || depth > 4) throw new Error(`triage ${where}: no word <<${word}>>`);
    return `(?:${expand(fragment, words, where, depth + 1)})`;
  });
}

/**
 * Compiles once at start. Throws on a broken pattern or a name that leads nowhere, naming the rule.
 * @param known what was compiled before, by patterns: for who compiles many variants of the same rules
 */
export function compileRules(data: TriageRules, known = new Map<string, Finder>()): CompiledRules {
  const finder = (patterns: string[], where: string): Finder => {
    const sources = patterns.map((p) => expand(p, data.words ?? {}, where));
    const key = JSON.stringify(sources);
    try {
      const made = known.get(key) ?? createFinder(sources);
      known.set(key, made);
      return made;
    } catch (error) {
      throw new Error(`triage ${where}: ${(error as Error).message}`);
    }
  };
  const guards = new Map(
    Object.entries(data.guards).map(([name, g]): [string, CompiledGuard] => [
      name,
      {
        name,
        pattern: finder(g.patterns, `guard ${name}`),
        but: g.but ? finder(g.but, `guard ${name}`) : null,
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
      any: finder(rule.any, where),
      also: (rule.also ?? []).map((p) => finder([p], where)),
      guards: rule.unless.map((name) => {
        const guard = guards.get(name);
        if (!guard) throw new Error(`triage ${where}: no guard ${name}`);
        return guard;
      }),
    };
  });
  const small = (Object.entries(data.small) as [SmallKind, string[]][]).map(
    ([kind, patterns]): [SmallKind, Finder] => [kind, finder(patterns, `small ${kind}`)],
  );
  return { data, rules, small };
}

/**
 * Runs every rule over the whole folded text.
 * A rule is excused only if each of its matches is: one unexcused match is enough to signal.
 */
export function screen(text: string, compiled: CompiledRules): Screening {
  const signals: Signal[] = [];
  const excused: Screening['excused'] = [];
  const reading = new Reading(text);
  for (const rule of compiled.rules) {
    const patterns = reading.alive(rule.any);
    if (patterns.length === 0 || !rule.also.every((p) => reading.has(p))) continue;
    let guard: CompiledGuard | undefined;
    for (const [start, to] of matchesOf(patterns, text)) {
      const end = Math.max(start + 1, to);
      guard = rule.guards.find((g) => reading.excuses(g, start, end));
      if (guard) continue;
      signals.push({ rule: rule.id, scene: rule.scene, strength: rule.strength, start, end, why: rule.why });
      break;
    }
    if (guard) excused.push({ rule: rule.id, guard: guard.name });
  }
  const alone = signals.some((s) => s.strength !== 'soft');
  const small = compiled.small.find(([, pattern]) => reading.has(pattern))?.[0] ?? null;
  return { signals, excused, emergency: alone || signals.length >= 2, small };
}
