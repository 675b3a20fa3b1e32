/** Labelled utterances as the classifier reads them: folded windows, matched rules, and a target for each head. */
import type { TextFolder } from '../../server/chat/fold.js';
import { DANGERS, ROUTES } from '../../server/protocol.js';
import { type CompiledRules, screen } from '../../server/triage/rules.js';
import { type Window, windowsOf } from '../../server/triage/windows.js';
import type { Utterance } from './utterances.js';

export const LINES = ['110', '119', '120', '122', '12395', '12122', '12119', '12110'];
/** What the routes of also_ok together get of a label's weight. */
const SHARED = 0.15;

export interface Prepared {
  windows: Window[];
  targets: number[][];
}

export function prepare(u: Utterance, folder: TextFolder, rules: CompiledRules): Prepared {
  const folded = folder.fold(folder.clean(u.text));
  const { signals } = screen(folded, rules);
  const windows = windowsOf(folded, signals);
  // of an emergency one window holds the danger, and which is for training to find: each counts as the whole
  const share = u.route === 'emergency' ? 1 : 1 / windows.length;
  return { windows, targets: targetsOf(u, share) };
}

/** A route that a fair reviewer accepts gets a share, so that the model does not learn false certainty. */
function targetsOf(u: Utterance, weight: number): number[][] {
  const route: number[] = ROUTES.map(() => 0);
  const others = u.also_ok.filter((r) => r !== u.route);
  const share = others.length > 0 ? SHARED : 0;
  route[ROUTES.indexOf(u.route)] = (1 - share) * weight;
  for (const r of others) route[ROUTES.indexOf(r)] = (share / others.length) * weight;
  const danger = DANGERS.map((d) => (d === u.danger ? weight : 0));
  const first = u.line_ok.filter((l) => LINES.includes(l));
  const emergency = u.route === 'emergency';
  const line = LINES.map((l) => (emergency && first.includes(l) ? weight / first.length : 0));
  return [route, danger, line];
}
