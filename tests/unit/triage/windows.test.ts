import { describe, expect, it } from 'vitest';
import type { Signal } from '../../../server/triage/types.js';
import { WINDOW, type Window, windowsOf } from '../../../server/triage/windows.js';

const signal = (start: number, strength: Signal['strength'] = 'soft'): Signal => ({
  rule: `r${start}`,
  scene: 's',
  strength,
  start,
  end: start + 4,
  why: '测试',
});
/** Each character of the text is its own position, so that a window tells where it begins. */
const text = (length: number): string => String.fromCharCode(...Array.from({ length }, (_, i) => 0x4e00 + i));
const starts = (windows: Window[]): number[] => windows.map((w) => w.text.charCodeAt(0) - 0x4e00);

describe('windowsOf', () => {
  it('reads up to one and a half windows whole', () => {
    for (const n of [0, 1, 100, 150]) expect(windowsOf(text(n), []).map((w) => w.text)).toEqual([text(n)]);
  });
  it('reads the first and the last hundred of a longer one', () => {
    expect(starts(windowsOf(text(151), []))).toEqual([0, 51]);
    expect(windowsOf(text(900), []).map((w) => w.text.length)).toEqual([WINDOW, WINDOW]);
  });
  it('reads around the two strongest signals, hard before soft', () => {
    expect(starts(windowsOf(text(1000), [signal(300), signal(500), signal(700, 'hard')]))).toEqual([
      0, 900, 652, 252,
    ]);
  });
  it('names in each window the rules that matched in it, and no others', () => {
    const windows = windowsOf(text(1000), [signal(10), signal(500, 'hard')]);
    expect(windows.map((w) => [...w.rules])).toEqual(
      [['r10'], [], ['r500'], ['r10']].slice(0, windows.length),
    );
    expect([...(windowsOf(text(50), [signal(46)])[0]?.rules ?? [])]).toEqual(['r46']);
  });
  it('stays inside the text and reads no window twice', () => {
    expect(starts(windowsOf(text(400), [signal(2), signal(396)]))).toEqual([0, 300]);
  });
});
