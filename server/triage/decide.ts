/**
 * The one decision: rules, classifier and the conversation so far give danger, route and first numbers.
 * Principle 疑警从有: when danger cannot be ruled out, it is an emergency.
 */
import type { Danger, Route } from '../protocol.js';
import type { Classification, Context, Screening, Signal, TriageRules, Verdict } from './types.js';

const count = (signals: Signal[], scene: string, strength: Signal['strength']): number =>
  signals.filter((s) => s.scene === scene && s.strength === strength).length;

/**
 * The scene that most hard signals name; soft ones only break ties, and the earlier rule wins what is left.
 * A scene that is seen for certain stands for those that it is `over` (a husband's blows: dv, not violence).
 */
export function sceneOf(signals: Signal[], scenes: TriageRules['scenes']): string | null {
  const certain = new Set(signals.filter((s) => s.strength !== 'soft').map((s) => s.scene));
  const covered = new Set([...certain].flatMap((scene) => scenes[scene]?.over ?? []));
  const left = [...new Set(signals.map((s) => s.scene))].filter((scene) => !covered.has(scene));
  const weight = (scene: string) =>
    count(signals, scene, 'hard') * 10_000 +
    count(signals, scene, 'likely') * 100 +
    count(signals, scene, 'soft');
  const [first, ...others] = left;
  if (first === undefined) return null;
  return others.reduce((best, scene) => (weight(scene) > weight(best) ? scene : best), first);
}

/** How sure the classifier must be of a first number to move it before the scene's own order. */
const SURE_OF_LINE = 0.6;

/**
 * Numbers to dial. A hard rule's numbers have left already and stay; where only hints or the classifier
 * saw the danger, its number goes first when it is sure.
 */
function linesOf(scene: string[] | undefined, hard: boolean, line: Record<string, number> | null): string[] {
  const best = line ? highest(line) : '110';
  if (!scene) return [best];
  // where a text message is among the numbers, someone may be listening: the order of the scene was thought about
  const fixed = hard || scene.includes('12110');
  if (fixed || !line || (line[best] ?? 0) < SURE_OF_LINE) return scene;
  return [...new Set([best, ...scene])];
}

const highest = <K extends string>(p: Record<K, number>, not: string[] = []): K =>
  (Object.keys(p) as K[]).filter((k) => !not.includes(k)).reduce((a, b) => (p[b] > p[a] ? b : a));

/** The window that looks most like an emergency decides danger; the mean of all decides the other routes. */
function combine(windows: Classification[]): { worst: Classification; routes: Record<Route, number> } | null {
  const [first] = windows;
  if (!first) return null;
  const worst = windows.reduce((a, b) => (b.route.emergency > a.route.emergency ? b : a));
  const routes = { ...first.route };
  for (const route of Object.keys(routes) as Route[]) {
    routes[route] = windows.reduce((n, w) => n + w.route[route], 0) / windows.length;
  }
  return { worst, routes };
}

/**
 * @param screening what the rules saw
 * @param windows one classification per window; empty when the model is missing
 * @param before what is known of the conversation so far, or null
 */
export function decide(
  screening: Screening,
  windows: Classification[],
  before: Context | null,
  data: TriageRules,
): Verdict {
  const { thresholds } = data;
  const reasons = screening.signals.map((s) => `${s.why}（${s.rule}）`);
  for (const e of screening.excused) reasons.push(`${e.rule} 不算：${e.guard}`);
  const model = combine(windows);
  const p = model?.worst.route.emergency ?? 0;
  if (model)
    reasons.push(
      `分类器：紧急 ${p.toFixed(2)}，${highest(model.routes)} ${model.routes[highest(model.routes)].toFixed(2)}`,
    );

  const byModel = p >= thresholds.emergency;
  const bySignal = windows.some((w) => w.signalled && w.route.emergency >= thresholds.emergency_with_signal);
  const byRules = screening.signals.some((s) => s.strength === 'hard') || (!model && screening.emergency);
  if (byModel || bySignal || byRules) {
    const scene = sceneOf(screening.signals, data.scenes);
    const known = scene ? data.scenes[scene] : undefined;
    const hard = screening.signals.some((s) => s.strength === 'hard');
    const danger = known?.danger ?? (model ? highest(model.worst.danger, ['none']) : 'now');
    return {
      route: 'emergency',
      danger: danger as Danger,
      scene,
      lines: linesOf(known?.lines, hard, model?.worst.line ?? null),
      unsure: !byRules && p < thresholds.unsure,
      routes: model?.routes ?? null,
      reasons,
    };
  }
  if (screening.small && screening.signals.length === 0) {
    const sure = screening.small !== 'out_of_scope' || !model || model.routes.out_of_scope >= 0.3;
    if (sure) return settled(smallRoute(screening.small), reasons, model?.routes ?? null);
  }
  const route = model ? highest(model.routes, ['emergency']) : (before?.route ?? 'hotline');
  return {
    route: route === 'emergency' ? 'police_report' : route,
    danger: 'none',
    scene: null,
    lines: [],
    unsure: screening.signals.length > 0,
    routes: model?.routes ?? null,
    reasons,
  };
}

const smallRoute = (kind: NonNullable<Screening['small']>): Route =>
  kind === 'out_of_scope' || kind === 'injection' ? 'out_of_scope' : 'chat';

const settled = (route: Route, reasons: string[], routes: Verdict['routes']): Verdict => ({
  route,
  danger: 'none',
  scene: null,
  lines: [],
  unsure: false,
  routes,
  reasons,
});
