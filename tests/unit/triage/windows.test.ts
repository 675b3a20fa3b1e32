import { describe, expect, it } from 'vitest';
import type { Signal } from '../../../server/triage/types.js';
import { READ_ALL, WINDOW, type Window, windowsOf } from '../../../server/triage/windows.js';

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
  it('reads all of a longer one, nothing twice', () => {
    for (const n of [151, 400, READ_ALL]) {
      const windows = windowsOf(text(n), []);
      expect(windows.map((w) => w.text).join('')).toBe(text(n));
      expect(Math.max(...windows.map((w) => w.text.length))).toBeLessThanOrEqual(WINDOW * 1.5);
    }
  });
  it('cuts where a sentence ends, else where a clause ends', () => {
    const sentences = `${'吵'.repeat(59)}。${'闹'.repeat(70)}。${'哭'.repeat(60)}`;
    expect(windowsOf(sentences, []).map((w) => w.text)).toEqual([
      `${'吵'.repeat(59)}。`,
      `${'闹'.repeat(70)}。${'哭'.repeat(60)}`,
    ]);
    const clauses = `${'吵'.repeat(79)}，${'闹'.repeat(99)}`;
    expect(windowsOf(clauses, [])[0]?.text).toBe(`${'吵'.repeat(79)}，`);
  });
  it('a mark near the beginning is no place to cut', () => {
    expect(windowsOf(`唉。${text(300)}`, [])[0]?.text).toHaveLength(WINDOW);
  });
  it('of a very long one reads both ends and around the two strongest signals, hard before soft', () => {
    const windows = windowsOf(text(4000), [signal(1300), signal(1500), signal(1700, 'hard')]);
    const [first, last] = [windows.slice(0, 5), windows.slice(5, 10)];
    expect(first.map((w) => w.text).join('')).toBe(text(500));
    expect(last.map((w) => w.text).join('')).toBe(text(4000).slice(3500));
    expect(starts(windows.slice(10))).toEqual([1652, 1252]);
  });
  it('a window around a signal stays inside the text', () => {
    expect(windowsOf(text(1200), [signal(1198)]).at(-1)?.text).toBe(text(1200).slice(1100));
  });
  it('names in each window the rules that matched in it, and no others', () => {
    const windows = windowsOf(text(300), [signal(10), signal(98), signal(250, 'hard')]);
    expect(windows.map((w) => [...w.rules])).toEqual([['r10', 'r98'], ['r98'], ['r250']]);
    expect([...(windowsOf(text(50), [signal(46)])[0]?.rules ?? [])]).toEqual(['r46']);
  });
  it('a message of exactly the length that is read whole is read once, signals or not', () => {
    const windows = windowsOf(text(READ_ALL), [signal(10), signal(500, 'hard')]);
    expect(windows.map((w) => w.text).join('')).toBe(text(READ_ALL));
  });
  it('a rule that ends where a window begins, or begins where it ends, is not in it', () => {
    const windows = windowsOf(text(300), [signal(96), signal(200)]);
    expect(windows.map((w) => [...w.rules])).toEqual([['r96'], [], ['r200']]);
  });
  it('a mark that ends at four tenths of a window is a place to cut', () => {
    expect(windowsOf(`${'吵'.repeat(39)}。${text(200)}`, [])[0]?.text).toBe(`${'吵'.repeat(39)}。`);
  });
});
