import { describe, expect, it } from 'vitest';
import { alive, anyMatches, createFinder, matchesOf } from '../../../server/triage/finder.js';
import { holdingsOf } from '../../../server/triage/needles.js';

const living = (sources: string[], text: string) => alive(createFinder(sources), holdingsOf(text));
const found = (sources: string[], text: string) => [...matchesOf(living(sources, text), text)];
/** As one regular expression finds them. */
const plain = (sources: string[], text: string) =>
  [...text.matchAll(new RegExp(sources.map((s) => `(?:${s})`).join('|'), 'gu'))].map((m) => [
    m.index,
    m.index + m[0].length,
  ]);

describe('a finder', () => {
  it('runs only what the text may match', () => {
    expect(living(['刀|斧', '枪.{0,3}响'], '开枪了,一声响').map((p) => p.source)).toEqual(['枪.{0,3}响']);
    expect(living(['刀|斧', '枪.{0,3}响'], '没事')).toEqual([]);
  });
  it('keeps the pattern as one for who wants to read it', () => {
    expect(createFinder(['刀|斧', '枪']).source).toBe('(?:刀|斧)|(?:枪)');
  });
  it('refuses what is broken as a whole, though its alternatives are not', () => {
    expect(() => createFinder(['刀)|(斧'])).toThrow(SyntaxError);
    expect(() => createFinder(['刀{'])).toThrow(SyntaxError);
  });
  it.each<[what: string, sources: string[], text: string]>([
    ['from left to right, whichever pattern', ['斧', '刀'], '刀斧刀刀斧'],
    ['the earlier at the same place, though the later is longer', ['菜', '菜刀'], '菜刀菜'],
    ['the earlier at the same place, though it is longer', ['菜刀', '菜'], '菜刀菜'],
    ['nothing inside of a match', ['菜刀拍', '刀', '拍'], '菜刀拍刀'],
    ['what begins where a match ends', ['菜刀', '拍黄'], '菜刀拍黄瓜'],
    ['what lies over the end of a match', ['菜刀', '刀拍'], '菜刀拍,刀拍'],
    ['what looks back into a match', ['菜刀', '(?<=刀)拍'], '菜刀拍'],
    ['empty matches, each once', ['(?=刀)', '斧'], '刀刀斧刀'],
    ['empty matches at the end', ['$'], '刀'],
    ['empty matches before characters outside the plane', ['(?:)'], 'a🔪b🔪'],
    ['empty before longer ones', ['x?', '刀'], '刀刀'],
    ['nothing', ['枪'], '刀'],
  ])('finds %s', (_, sources, text) => {
    expect(found(sources, text)).toEqual(plain(sources, text));
  });
  it('finds the same when asked again, and after it was left in the middle', () => {
    const patterns = living(['刀'], '刀刀刀');
    for (const match of matchesOf(patterns, '刀刀刀')) {
      expect(match).toEqual([0, 1]);
      break;
    }
    expect([...matchesOf(patterns, '刀刀刀')]).toHaveLength(3);
    expect([anyMatches(patterns, '刀'), anyMatches(patterns, '刀')]).toEqual([true, true]);
  });
  it('tells whether any matches', () => {
    const patterns = living(['枪', '刀'], '刀,枪');
    expect(anyMatches(patterns, '一把刀')).toBe(true);
    expect(anyMatches(patterns, '枪')).toBe(true);
    expect(anyMatches(patterns, '斧')).toBe(false);
    expect(anyMatches([], '刀')).toBe(false);
  });
});
