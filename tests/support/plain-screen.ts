/** The rules without any shortcut: each pattern whole, on the whole text. What the real screening must agree with. */
import type { Finder } from '../../server/triage/finder.js';
import type { CompiledRules } from '../../server/triage/rules.js';
import type { Screening } from '../../server/triage/types.js';

/** @returns a screening by the same rules, for comparison: slow and obvious */
export function plainScreen({ rules, small }: CompiledRules): (text: string) => Screening {
  const made = new Map<Finder, RegExp>();
  const whole = (finder: Finder): RegExp => {
    const pattern = made.get(finder) ?? new RegExp(finder.source, 'gu');
    made.set(finder, pattern);
    pattern.lastIndex = 0;
    return pattern;
  };
  type Guard = CompiledRules['rules'][number]['guards'][number];
  const reachOf = (guard: Guard, text: string, start: number, end: number): string => {
    if (guard.whole) return text;
    let before = text.slice(Math.max(0, start - guard.before), start);
    let after = text.slice(end, end + guard.after);
    if (guard.sentence) {
      before = before.split(/[。!?;\n]/u).at(-1) ?? '';
      after = /^[^。!?;\n]*[。!?;\n]?/u.exec(after)?.[0] ?? '';
    }
    return before + text.slice(start, end) + after;
  };
  const excuses = (guard: Guard, reach: string): boolean =>
    whole(guard.pattern).test(reach) && !(guard.but && whole(guard.but).test(reach));

  return (text) => {
    const signals: Screening['signals'] = [];
    const excused: Screening['excused'] = [];
    for (const { id, scene, strength, why, any, also, guards } of rules) {
      if (!also.every((p) => whole(p).test(text))) continue;
      let last: Guard | undefined;
      let free: { start: number; end: number } | undefined;
      for (const m of text.matchAll(whole(any))) {
        const end = m.index + Math.max(1, m[0].length);
        last = guards.find((g) => excuses(g, reachOf(g, text, m.index, end)));
        free = last ? undefined : { start: m.index, end };
        if (free) break;
      }
      if (free) signals.push({ rule: id, scene, strength, ...free, why });
      else if (last) excused.push({ rule: id, guard: last.name });
    }
    const emergency = signals.some((s) => s.strength !== 'soft') || signals.length >= 2;
    return { signals, excused, emergency, small: small.find(([, p]) => whole(p).test(text))?.[0] ?? null };
  };
}
