import { describe, expect, it } from 'vitest';
import type { Danger, Route } from '../../../server/protocol.js';
import { decide } from '../../../server/triage/decide.js';
import type { Classification, Screening, Signal, TriageRules } from '../../../server/triage/types.js';

const data: TriageRules = {
  scenes: {
    fire: { danger: 'now', lines: ['119', '110'], reply: 'fire' },
    silent: { danger: 'threat', lines: ['12110'], reply: 'silent' },
  },
  guards: {},
  rules: [],
  small: { greeting: [], thanks: [], ability: [], abuse: [], injection: [], out_of_scope: [] },
  thresholds: { emergency: 0.5, emergency_with_signal: 0.3, unsure: 0.7 },
};
const signal = (scene: string, strength: Signal['strength'], rule = `${scene}_${strength}`): Signal => ({
  rule,
  scene,
  strength,
  start: 0,
  end: 2,
  why: '见火',
});
const screening = (signals: Signal[] = [], small: Screening['small'] = null): Screening => ({
  signals,
  excused: [],
  emergency: signals.some((s) => s.strength === 'hard') || signals.length >= 2,
  small,
});
/** A window with this chance of an emergency; the rest goes to `other`. */
const window = (
  emergency: number,
  other: Route = 'legal',
  line = '120',
  danger: Danger = 'self_harm',
  signalled = false,
): Classification => ({
  signalled,
  route: {
    emergency,
    police_report: 0,
    hotline: 0,
    mediation: 0,
    legal: 0,
    chat: 0,
    out_of_scope: 0,
    [other]: 1 - emergency,
  } as Record<Route, number>,
  danger: { none: 0.6, now: 0.1, threat: 0.1, self_harm: 0.1, child_or_lost: 0.1, [danger]: 0.4 } as Record<
    Danger,
    number
  >,
  line: { '110': 0.2, [line]: 0.8 },
});

describe('an emergency', () => {
  it('by one hard rule, whatever the model says', () => {
    const v = decide(screening([signal('fire', 'hard')]), [window(0.01)], null, data);
    expect(v).toMatchObject({
      route: 'emergency',
      scene: 'fire',
      danger: 'now',
      lines: ['119', '110'],
      unsure: false,
    });
  });
  it('by two soft rules only without a model', () => {
    const two = screening([signal('fire', 'soft'), signal('silent', 'soft')]);
    expect(decide(two, [], null, data)).toMatchObject({ route: 'emergency', unsure: false, routes: null });
    expect(decide(two, [window(0.1)], null, data)).toMatchObject({ route: 'legal', unsure: true });
    expect(decide(screening([signal('fire', 'soft')]), [], null, data).route).not.toBe('emergency');
  });
  it('by the model alone at its threshold, with the line and the danger the model thinks likely', () => {
    expect(decide(screening(), [window(0.5)], null, data)).toMatchObject({
      route: 'emergency',
      scene: null,
      lines: ['120'],
      danger: 'self_harm',
      unsure: true,
    });
    expect(decide(screening(), [window(0.49)], null, data).route).toBe('legal');
  });
  it('by the model at a lower threshold where a rule signals', () => {
    const one = screening([signal('silent', 'soft')]);
    expect(decide(one, [window(0.3, 'legal', '120', 'self_harm', true)], null, data)).toMatchObject({
      route: 'emergency',
      lines: ['12110'],
      unsure: true,
    });
    expect(decide(one, [window(0.29, 'legal', '120', 'self_harm', true)], null, data)).toMatchObject({
      route: 'legal',
      lines: [],
      unsure: true,
    });
  });
  it('the lower threshold holds only in the window where the rule signals', () => {
    const one = screening([signal('silent', 'soft')]);
    const elsewhere = window(0.3);
    const here = window(0.1, 'legal', '120', 'self_harm', true);
    expect(decide(one, [elsewhere, here], null, data).route).toBe('legal');
  });
  it('by a likely rule only without a model', () => {
    const likely = screening([signal('fire', 'likely')]);
    expect(decide({ ...likely, emergency: true }, [], null, data).route).toBe('emergency');
    expect(decide({ ...likely, emergency: true }, [window(0.1)], null, data).route).toBe('legal');
  });
  it('is unsure below the third threshold only', () => {
    expect(decide(screening(), [window(0.69)], null, data).unsure).toBe(true);
    expect(decide(screening(), [window(0.7)], null, data).unsure).toBe(false);
  });
  it('is as bad as its worst window, while the other routes take the mean', () => {
    const v = decide(screening(), [window(0.1, 'legal'), window(0.9, 'hotline', '119')], null, data);
    expect(v).toMatchObject({ route: 'emergency', lines: ['119'] });
    expect(v.routes?.emergency).toBeCloseTo(0.5);
    expect(v.routes?.legal).toBeCloseTo(0.45);
  });
  it('takes the scene with the strongest signals; the earlier wins a tie', () => {
    const scene = (...signals: Signal[]) => decide(screening(signals), [], null, data).scene;
    expect(scene(signal('fire', 'soft'), signal('silent', 'hard'))).toBe('silent');
    expect(scene(signal('silent', 'hard'), signal('fire', 'hard'))).toBe('silent');
    expect(scene(signal('silent', 'soft'), signal('fire', 'soft', 'a'), signal('fire', 'soft', 'b'))).toBe(
      'fire',
    );
  });
});

describe('scene and first number', () => {
  const sceneOfAll = (scenes: TriageRules['scenes'], ...signals: Signal[]) =>
    decide(screening(signals), [], null, { ...data, scenes }).scene;
  it('a certain scene stands for those that it is over, a hinted one does not', () => {
    const scenes = {
      ...data.scenes,
      silent: { danger: 'now' as const, lines: ['110'], reply: 'dv', over: ['fire'] },
    };
    const fire = [signal('fire', 'hard', 'a'), signal('fire', 'hard', 'b')];
    expect(sceneOfAll(scenes, ...fire, signal('silent', 'hard'))).toBe('silent');
    expect(sceneOfAll(scenes, ...fire, signal('silent', 'soft'))).toBe('fire');
  });
  it('many hints do not outweigh one certain signal', () => {
    const hints = ['a', 'b', 'c', 'd'].map((id) => signal('fire', 'soft', id));
    expect(sceneOfAll(data.scenes, ...hints, signal('silent', 'hard'))).toBe('silent');
  });
  it('a sure classifier moves its number first where only a hint signals', () => {
    const hint = screening([signal('fire', 'soft')]);
    expect(decide(hint, [window(0.9)], null, data).lines).toEqual(['120', '119', '110']);
    const certain = screening([signal('fire', 'hard')]);
    expect(decide(certain, [window(0.9)], null, data).lines).toEqual(['119', '110']);
  });
  it('an unsure one does not', () => {
    const doubtful = { ...window(0.9), line: { '110': 0.41, '120': 0.59 } };
    expect(decide(screening([signal('fire', 'soft')]), [doubtful], null, data).lines).toEqual(['119', '110']);
  });
});

describe('no emergency', () => {
  it('is small talk where nothing signals', () => {
    expect(decide(screening([], 'greeting'), [window(0.01)], null, data).route).toBe('chat');
    expect(decide(screening([], 'abuse'), [], null, data).route).toBe('chat');
    expect(decide(screening([], 'injection'), [window(0.01)], null, data).route).toBe('out_of_scope');
    expect(decide(screening([signal('fire', 'soft')], 'greeting'), [window(0.01)], null, data).route).toBe(
      'legal',
    );
  });
  it('is out of scope only if the model does not think otherwise', () => {
    const out = screening([], 'out_of_scope');
    expect(decide(out, [], null, data).route).toBe('out_of_scope');
    expect(decide(out, [window(0.01, 'mediation')], null, data).route).toBe('mediation');
    expect(decide(out, [window(0.01, 'out_of_scope')], null, data).route).toBe('out_of_scope');
  });
  it('without a model keeps the route of the conversation, or the hotline', () => {
    expect(decide(screening(), [], { route: 'mediation', danger: 'none', scene: null }, data).route).toBe(
      'mediation',
    );
    expect(decide(screening(), [], null, data).route).toBe('hotline');
    expect(decide(screening(), [], { route: 'emergency', danger: 'now', scene: 'fire' }, data).route).toBe(
      'police_report',
    );
  });
  it('tells staff what was excused', () => {
    const seen: Screening = { ...screening(), excused: [{ rule: 'fire_now', guard: 'over' }] };
    expect(decide(seen, [], null, data).reasons).toEqual(['fire_now 不算：over']);
  });
});
