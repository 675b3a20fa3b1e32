/** Whole verdicts, where the parts are shown by decide.test.ts: what staff read, and each side of each cut. */
import { describe, expect, it } from 'vitest';
import { decide } from '../../../server/triage/decide.js';
import type { Classification, Screening, Signal, TriageRules } from '../../../server/triage/types.js';

const data: TriageRules = {
  scenes: {
    fire: { danger: 'now', lines: ['119', '110'], reply: 'fire' },
    dv: { danger: 'threat', lines: ['110'], reply: 'dv' },
  },
  guards: {},
  rules: [],
  small: { greeting: [], thanks: [], ability: [], abuse: [], injection: [], out_of_scope: [] },
  thresholds: { emergency: 0.5, emergency_with_signal: 0.3, unsure: 0.7 },
};
const signal = (scene: string, strength: Signal['strength'], why = '见火'): Signal => ({
  rule: `${scene}_${strength}`,
  scene,
  strength,
  start: 0,
  end: 2,
  why,
});
const seen = (...signals: Signal[]): Screening => ({ signals, excused: [], emergency: false, small: null });
const window = (route: Partial<Classification['route']>, line: Record<string, number> = { '110': 1 }) => ({
  signalled: false,
  route: {
    emergency: 0,
    police_report: 0,
    hotline: 0,
    mediation: 0,
    legal: 0,
    chat: 0,
    out_of_scope: 0,
    ...route,
  },
  danger: { none: 1, now: 0, threat: 0, self_harm: 0, child_or_lost: 0 },
  line,
});

describe('a whole verdict', () => {
  it('of an emergency by rules and classifier', () => {
    const model = window({ emergency: 0.9, legal: 0.1 }, { '119': 1 });
    const verdict = decide(seen(signal('fire', 'hard'), signal('dv', 'soft', '家人')), [model], null, data);
    expect(verdict).toEqual({
      route: 'emergency',
      danger: 'now',
      scene: 'fire',
      lines: ['119', '110'],
      unsure: false,
      routes: model.route,
      reasons: ['见火（fire_hard）', '家人（dv_soft）', '分类器：紧急 0.90，emergency 0.90'],
    });
  });
  it('of small talk, and of small talk with a model', () => {
    const greeting: Screening = { ...seen(), small: 'greeting' };
    const calm = { route: 'chat', danger: 'none', scene: null, lines: [], unsure: false };
    expect(decide(greeting, [], null, data)).toEqual({ ...calm, routes: null, reasons: [] });
    const model = window({ legal: 0.8, chat: 0.2 });
    expect(decide(greeting, [model], null, data)).toEqual({
      ...calm,
      routes: model.route,
      reasons: ['分类器：紧急 0.00，legal 0.80'],
    });
  });
  it('of an ordinary message: sure, without numbers', () => {
    const model = window({ legal: 0.8, chat: 0.2 });
    expect(decide(seen(), [model], null, data)).toEqual({
      route: 'legal',
      danger: 'none',
      scene: null,
      lines: [],
      unsure: false,
      routes: model.route,
      reasons: ['分类器：紧急 0.00，legal 0.80'],
    });
  });
  it('of danger that rules alone suspect, in a scene that nobody described', () => {
    expect(decide({ ...seen(signal('ufo', 'hard')) }, [], null, data)).toMatchObject({
      danger: 'now',
      scene: 'ufo',
      lines: ['110'],
    });
  });
});

describe('each side of a cut', () => {
  it('a classifier sure of a number by exactly six tenths moves it first', () => {
    const lines = (p: number) =>
      decide(seen(signal('fire', 'soft')), [window({ emergency: 1 }, { '120': p })], null, data).lines;
    expect(lines(0.6)).toEqual(['120', '119', '110']);
    expect(lines(0.59)).toEqual(['119', '110']);
  });
  it('one hard signal among soft ones is certain', () => {
    const mixed = seen(signal('dv', 'soft'), signal('fire', 'hard'));
    expect(decide(mixed, [window({ emergency: 0.9 }, { '120': 1 })], null, data).lines).toEqual([
      '119',
      '110',
    ]);
  });
  it('a likely signal outweighs many hints and yields to a hard one', () => {
    const scene = (...signals: Signal[]) =>
      decide(seen(...signals), [window({ emergency: 1 })], null, data).scene;
    const hints = Array.from({ length: 5 }, () => signal('fire', 'soft'));
    expect(scene(...hints, signal('dv', 'likely'))).toBe('dv');
    expect(scene(signal('fire', 'likely'), signal('fire', 'likely'), signal('dv', 'hard'))).toBe('dv');
    expect(scene(signal('fire', 'hard'), signal('dv', 'hard'), signal('dv', 'likely'))).toBe('dv');
  });
  it('out of scope stands from three tenths', () => {
    const route = (p: number) =>
      decide({ ...seen(), small: 'out_of_scope' }, [window({ legal: 1 - p, out_of_scope: p })], null, data)
        .route;
    expect(route(0.3)).toBe('out_of_scope');
    expect(route(0.29)).toBe('legal');
  });
  it('below the threshold the likeliest route that is no emergency is taken', () => {
    expect(decide(seen(), [window({ emergency: 0.45, legal: 0.35, chat: 0.2 })], null, data).route).toBe(
      'legal',
    );
  });
  it('of equally likely routes and windows the first counts', () => {
    expect(decide(seen(), [window({ hotline: 0.5, legal: 0.5 })], null, data).route).toBe('hotline');
    const worst = (...windows: Classification[]) => decide(seen(), windows, null, data).lines;
    const [fire, knife] = [
      window({ emergency: 0.9 }, { '119': 1 }),
      window({ emergency: 0.9 }, { '110': 1 }),
    ];
    expect(worst(fire, knife)).toEqual(['119']);
    expect(worst(fire, window({ legal: 1 }, { '122': 1 }))).toEqual(['119']);
  });
});
