/**
 * The one decision: rules, classifier and the conversation so far give danger, route and first numbers.
 * Principle 疑警从有: when danger cannot be ruled out, it is an emergency.
 */
import type { Danger, Route } from '../protocol.js';
import type { Classification, Context, Screening, Signal, TriageRules, Verdict } from './types.js';

const sum = (signals: Signal[]): number => signals.reduce((n, s) => n + (s.strength === 'hard' ? 3 : 1), 0);

/** The scene with the strongest signals; the earlier rule wins a tie. */
function sceneOf(signals: Signal[]): string | null {
  let best: string | null = null;
  let score = 0;
  for (const scene of new Set(signals.map((s) => s.scene))) {
    const n = sum(signals.filter((s) => s.scene === scene));
    if (n > score) [best, score] = [scene, n];
  }
  return best;
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
  const bySignal = screening.signals.length > 0 && p >= thresholds.emergency_with_signal;
  const byRules = screening.signals.some((s) => s.strength === 'hard') || (!model && screening.emergency);
  if (byModel || bySignal || byRules) {
    const scene = sceneOf(screening.signals);
    const known = scene ? data.scenes[scene] : undefined;
    const line = model ? highest(model.worst.line) : '110';
    const danger = known?.danger ?? (model ? highest(model.worst.danger, ['none']) : 'now');
    return {
      route: 'emergency',
      danger: danger as Danger,
      scene,
      lines: known?.lines ?? [line],
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
