/** What triage reads and gives. No package, no I/O. */
import type { Danger, Route } from '../protocol.js';

/** How sure a rule is; meanings in knowledge/triage-schema.ts. */
export type Strength = 'hard' | 'likely' | 'soft';

/** knowledge/triage/rules.yaml as it arrives (validated by the loader). */
export interface TriageRules {
  scenes: Record<string, { danger: Danger; lines: string[]; reply: string; over?: string[] }>;
  words?: Record<string, string>;
  guards: Record<
    string,
    {
      patterns: string[];
      before: number;
      after: number;
      whole?: boolean;
      sentence?: boolean;
      but?: string[];
    }
  >;
  rules: {
    id: string;
    scene: string;
    strength: Strength;
    any: string[];
    also?: string[];
    unless: string[];
    why: string;
  }[];
  small: Record<SmallKind, string[]>;
  thresholds: { emergency: number; emergency_with_signal: number; unsure: number };
}
export type SmallKind = 'greeting' | 'thanks' | 'ability' | 'abuse' | 'injection' | 'out_of_scope';

/** One rule that matched, unexcused. Positions count UTF-16 units of the folded text. */
export interface Signal {
  rule: string;
  scene: string;
  strength: Strength;
  start: number;
  end: number;
  why: string;
}
/** What the rules alone say. */
export interface Screening {
  signals: Signal[];
  /** rules that matched but were excused, with the guard that did it: shown to staff */
  excused: { rule: string; guard: string }[];
  emergency: boolean;
  small: SmallKind | null;
}
/** Probabilities of one window of text. */
export interface Classification {
  /** a rule matched in this window */
  signalled: boolean;
  route: Record<Route, number>;
  danger: Record<Danger, number>;
  line: Record<string, number>;
}
export interface Verdict {
  route: Route;
  danger: Danger;
  /** the scene of danger, or null when only the classifier saw it */
  scene: string | null;
  /** numbers to dial first, in order; empty unless emergency */
  lines: string[];
  /** danger could not be ruled out: answered as emergency, and one question is asked */
  unsure: boolean;
  /** probability of each route (after the danger decision), for choosing between cards */
  routes: Record<Route, number> | null;
  /** in words, for staff only */
  reasons: string[];
}
/** What is kept of the conversation so far. */
export interface Context {
  route: Route;
  danger: Danger;
  scene: string | null;
}
