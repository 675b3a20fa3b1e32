/** The engine on rules of its own: what it does with patterns, guards and words, whatever rules.yaml says. */
import { describe, expect, it } from 'vitest';
import { compileRules, screen } from '../../../server/triage/rules.js';
import type { TriageRules } from '../../../server/triage/types.js';

describe('the engine', () => {
  const base: TriageRules = {
    words: { who: '他|她', blade: '刀|斧', pair: '<<who>>拿<<blade>>' },
    scenes: { a: { danger: 'now', lines: ['110'], reply: 'general' } },
    guards: {
      over: { patterns: ['去年'], before: 6, after: 2, sentence: true, but: ['现在'] },
      film: { patterns: ['电影'], before: 0, after: 0, whole: true },
    },
    rules: [
      { id: 'r', scene: 'a', strength: 'hard', any: ['<<pair>>'], unless: ['over', 'film'], why: '测试' },
      { id: 's', scene: 'a', strength: 'soft', any: ['怕'], also: ['门'], unless: [], why: '测试' },
      { id: 't', scene: 'a', strength: 'soft', any: ['血'], unless: [], why: '测试' },
    ],
    small: {
      greeting: ['^你好$'],
      thanks: ['^谢'],
      ability: ['^你会'],
      abuse: ['^滚'],
      injection: ['指令'],
      out_of_scope: ['诗'],
    },
    thresholds: { emergency: 0.5, emergency_with_signal: 0.3, unsure: 0.7 },
  };
  // compiled in each test: what breaks here breaks a test, not the reading of this file
  const look = (text: string) => screen(text, compileRules(base));
  it('replaces words within words', () => {
    expect(look('她拿斧').signals).toMatchObject([{ rule: 'r', start: 0, end: 3, strength: 'hard' }]);
  });
  it('excuses near the match, not beyond the sentence, and not against a but', () => {
    expect(look('去年他拿刀')).toMatchObject({
      signals: [],
      excused: [{ rule: 'r', guard: 'over' }],
    });
    expect(look('去年。他拿刀').emergency).toBe(true);
    expect(look('去年七月八月九月他拿刀').emergency).toBe(true);
    expect(look('去年现在他拿刀').emergency).toBe(true);
    expect(look('他拿刀去年').emergency).toBe(false);
    expect(look('他拿刀。去年').emergency).toBe(true);
  });
  it('looks at the whole message where the guard says so', () => {
    expect(look(`他拿刀${'。'.repeat(50)}是电影`).excused).toEqual([{ rule: 'r', guard: 'film' }]);
  });
  it('signals when one of two matches is not excused', () => {
    expect(look('去年他拿刀。她拿斧').signals).toMatchObject([{ rule: 'r', start: 6 }]);
  });
  it('needs also, and two soft signals to decide', () => {
    expect(look('我怕').signals).toEqual([]);
    expect(look('我怕门')).toMatchObject({ emergency: false, signals: [{ rule: 's' }] });
    expect(look('我怕门上的血').emergency).toBe(true);
  });
  it('says what it saw, word for word', () => {
    expect(look('快来。她拿斧')).toEqual({
      signals: [{ rule: 'r', scene: 'a', strength: 'hard', start: 3, end: 6, why: '测试' }],
      excused: [],
      emergency: true,
      small: null,
    });
    expect(look('你好')).toEqual({ signals: [], excused: [], emergency: false, small: 'greeting' });
  });
  it('two words that mean the same pattern are still two rules', () => {
    const twice = compileRules({
      ...base,
      rules: ['t', 'u'].map((id) => ({ ...(base.rules[2] as TriageRules['rules'][number]), id })),
    });
    expect(screen('血', twice).signals.map((s) => s.rule)).toEqual(['t', 'u']);
  });
  it('gives a match of nothing the length of one character', () => {
    const edge = compileRules({
      ...base,
      rules: [{ id: 'e', scene: 'a', strength: 'hard', any: ['(?=斧)'], unless: ['over'], why: '' }],
    });
    expect(screen('拿斧', edge).signals).toMatchObject([{ start: 1, end: 2 }]);
  });
  it('compiles a pattern once for who compiles many variants', () => {
    const known: Parameters<typeof compileRules>[1] = new Map();
    const [one, other] = [compileRules(base, known), compileRules(base, known)];
    expect(other.rules[0]?.any).toBe(one.rules[0]?.any);
    expect(other.rules[0]?.any).not.toBe(one.rules[1]?.any);
    expect(compileRules(base).rules[0]?.any).not.toBe(one.rules[0]?.any);
  });
  it('follows words four deep, no further', () => {
    const deep = (n: number) => {
      const names = [...'abcdefgh'].slice(0, n);
      const words = Object.fromEntries(names.map((w, i) => [w, names[i + 1] ? `<<${names[i + 1]}>>` : '刀']));
      const rule = { ...(base.rules[2] as TriageRules['rules'][number]), any: ['<<a>>'] };
      return compileRules({ ...base, words, rules: [rule] });
    };
    expect(screen('刀', deep(5)).signals).toHaveLength(1);
    expect(() => deep(6)).toThrow('rule t: no word <<f>>');
    expect(() =>
      compileRules({ ...base, guards: { over: { patterns: ['<<x_1>>'], before: 0, after: 0 } } }),
    ).toThrow('guard over: no word <<x_1>>');
    expect(() => compileRules({ ...base, small: { ...base.small, thanks: ['('] } })).toThrow(
      'small thanks: Inv',
    );
  });
  it('names the guard whose exception is broken', () => {
    const over = { patterns: ['a'], before: 0, after: 0, but: [')'] };
    expect(() => compileRules({ ...base, guards: { ...base.guards, over } })).toThrow('guard over: Inv');
  });
  it('names the mistake', () => {
    const broken = (change: Partial<TriageRules['rules'][number]>) => () =>
      compileRules({ ...base, rules: [{ ...(base.rules[0] as TriageRules['rules'][number]), ...change }] });
    expect(broken({ scene: 'x' })).toThrow('rule r: no scene x');
    expect(broken({ unless: ['y'] })).toThrow('rule r: no guard y');
    expect(broken({ any: ['<<nobody>>'] })).toThrow('rule r: no word <<nobody>>');
    expect(broken({ any: ['('] })).toThrow(/rule r: Invalid regular expression/);
    expect(() => compileRules({ ...base, words: { ...base.words, who: '<<who>>' } })).toThrow(
      'no word <<who>>',
    );
  });
});

describe('how far a guard looks', () => {
  const rulesWith = (guard: TriageRules['guards'][string]) =>
    compileRules({
      scenes: { a: { danger: 'now', lines: ['110'], reply: 'general' } },
      guards: { g: guard },
      rules: [{ id: 'r', scene: 'a', strength: 'hard', any: ['拿刀'], unless: ['g'], why: '' }],
      small: { greeting: [], thanks: [], ability: [], abuse: [], injection: [], out_of_scope: [] },
      thresholds: { emergency: 0.5, emergency_with_signal: 0.3, unsure: 0.7 },
    });
  const excuses = (guard: TriageRules['guards'][string], text: string): boolean =>
    screen(text, rulesWith(guard)).excused.length > 0;
  const near = { patterns: ['去年'], before: 4, after: 3 };
  const same = { ...near, sentence: true };

  it.each<[text: string, near: boolean, sentence: boolean]>([
    ['去年他们拿刀', true, true],
    ['去年他们又拿刀', false, false],
    ['拿刀x去年', true, true],
    ['拿刀他x去年', false, false],
    ['去年。拿刀', true, false],
    ['。去年拿刀', true, true],
    ['去年!拿刀', true, false],
    ['拿刀?去年', true, false],
    ['拿刀;去年', true, false],
    ['去年\n拿刀', true, false],
    ['去年,拿刀', true, true],
    ['拿刀去年。去', true, true],
    ['拿刀', false, false],
  ])('%s', (text, nearby, sentence) => {
    expect([excuses(near, text), excuses(same, text)]).toEqual([nearby, sentence]);
  });
  it('sees the mark that ends the sentence, not one behind it', () => {
    const asks = { patterns: ['\\?'], before: 3, after: 5, sentence: true };
    expect(excuses(asks, '拿刀吗?')).toBe(true);
    expect(excuses(asks, '拿刀吗。?')).toBe(false);
    expect(excuses(asks, '?拿刀')).toBe(false);
  });
  it('sees the match itself', () => {
    expect(excuses({ patterns: ['拿刀$'], before: 0, after: 0 }, '他拿刀来')).toBe(true);
    expect(excuses({ patterns: ['^拿'], before: 0, after: 0 }, '他拿刀来')).toBe(true);
  });
  it('no further than it says though the text goes on', () => {
    const bare = { patterns: ['刀$'], before: 0, after: 0 };
    expect(excuses(bare, '拿刀来')).toBe(true);
    expect(excuses({ ...bare, after: 1 }, '拿刀来')).toBe(false);
    expect(excuses({ ...bare, after: 1, sentence: true }, '拿刀来')).toBe(false);
    expect(excuses({ ...bare, whole: true }, '拿刀来')).toBe(false);
  });
  it('a but counts within the same reach', () => {
    const guard = { ...near, but: ['现在'] };
    expect(excuses(guard, '去年现在拿刀')).toBe(false);
    expect(excuses(guard, '现在,去年拿刀')).toBe(true);
    expect(excuses({ ...guard, whole: true }, '现在,去年拿刀')).toBe(false);
  });
});
