import { describe, expect, it } from 'vitest';
import { alternativesOf } from '../../../server/triage/pattern.js';
import { clausesOf } from '../../../server/triage/required.js';

const cost = (clause: readonly string[]) => clause.length;
const sources = (pattern: string) => alternativesOf(pattern, cost).map((a) => a.source);
/** What each alternative requires. */
const required = (pattern: string) => alternativesOf(pattern, cost).map((a) => clausesOf(a.required));
const digits = [...'0123456789'];

describe('alternatives', () => {
  it('are those of the whole pattern, not of its groups, classes or escapes', () => {
    expect(sources('刀|(?:斧|枪)头|[|)]|\\||')).toEqual(['刀', '(?:斧|枪)头', '[|)]', '\\|', '']);
    expect(sources('(?<!不|没)打|(?<=快|就)来')).toEqual(['(?<!不|没)打', '(?<=快|就)来']);
  });
});

describe('what a match requires', () => {
  it.each<[pattern: string, what: string, clauses: string[][]]>([
    ['菜刀', 'a literal', [['菜刀']]],
    ['🔪刀', 'a character outside the plane', [['🔪刀']]],
    ['(?:拿|举)(刀)', 'groups', [['拿刀', '举刀']]],
    ['(?<what>刀)', 'a named group', [['刀']]],
    ['拿.刀', 'both sides of any character', [['拿'], ['刀']]],
    ['^刀$', 'what lies between the ends', [['刀']]],
    ['菜\\b刀\\B来', 'what lies on both sides of a border', [['菜刀来']]],
    ['拿刀{10,12}来', 'what comes many times', [['拿'], ['刀'], ['来']]],
    ['刀(?!具|鱼)(?=来)', 'nothing of what follows', [['刀']]],
    ['(?<!菜|水果)刀(?<=大刀)快', 'nothing of what goes before', [['刀快']]],
    ['刀子?来', 'both with and without', [['刀子来', '刀来']]],
    ['刀子??来', 'the same when lazy', [['刀子来', '刀来']]],
    ['刀子*来', 'nothing of what may be left out', [['刀'], ['来']]],
    ['拿(?:着|了){0,3}刀', 'nothing of what may be left out', [['拿'], ['刀']]],
    ['拿刀+', 'what comes at least once', [['拿'], ['刀']]],
    ['拿刀{2}来', 'what comes twice', [['拿'], ['刀'], ['来']]],
    ['拿刀{1}来', 'what comes once', [['拿刀来']]],
    ['拿刀{0,1}来', 'what comes at most once', [['拿刀来', '拿来']]],
    ['拿刀{1,}来', 'what comes once or more', [['拿'], ['刀'], ['来']]],
    ['拿刀{0,}来', 'nothing of what comes any number of times', [['拿'], ['来']]],
    ['拿刀{1,12}?来', 'what comes some times, lazy', [['拿'], ['刀'], ['来']]],
    ['[刀斧]头', 'one of a class', [['刀头', '斧头']]],
    [
      '[一-三a-]个',
      'ranges and a hyphen at the end',
      [['一个', '丁个', '丂个', '七个', '丄个', '丅个', '丆个', '万个', '丈个', '三个', 'a个', '-个']],
    ],
    ['[^刀]头', 'nothing of a class that excludes', [['头']]],
    ['[\\u4e00-\\u9fff]头', 'nothing of a class too large', [['头']]],
    ['[\\]刀\\-]头', 'escapes in a class', [[']头', '刀头', '-头']]],
    ['[\\d]号', 'digits in a class', [digits.map((d) => `${d}号`)]],
    ['[\\s刀]头', 'nothing of a class with spaces', [['头']]],
    ['[\\b刀]头', 'nothing of a class with a backspace', [['头']]],
    ['[a-\\u0063]头', 'a range up to an escape', [['a头', 'b头', 'c头']]],
    ['\\d号', 'a digit', [digits.map((d) => `${d}号`)]],
    ['a\\sb\\wc\\Dd', 'nothing of kinds of characters', [['a'], ['b'], ['c'], ['d']]],
    ['a\\p{Script=Han}b\\P{Lu}c', 'nothing of properties', [['a'], ['b'], ['c']]],
    ['\\u5200\\u{65a7}\\x61', 'characters by number', [['刀斧a']]],
    ['\\.\\*\\/\\\\\\(\\[\\{\\|\\^\\$', 'escaped signs', [['.*/\\([{|^$']]],
    ['a\\nb\\cAc', 'nothing of control characters', [['a'], ['b'], ['c']]],
    ['(?<one>a|b)\\k<one>c\\1d', 'nothing of what refers back', [['a', 'b'], ['c'], ['d']]],
    [`${'(x)'.repeat(10)}\\10d`, 'nothing of a number of two digits', [['xxxxxxxxxx'], ['d']]],
    ['(?:刀.来|枪)', 'the cheapest of each alternative', [['刀', '枪']]],
    ['(?:刀|.)', 'nothing where an alternative is anything', []],
    ['(?:刀|)', 'nothing where an alternative is empty', []],
  ])('%s: %s', (pattern, _, clauses) => {
    new RegExp(pattern, 'u');
    expect(required(pattern)).toEqual([clauses]);
  });
  it('is told for each alternative', () => {
    expect(required('刀|斧.头')).toEqual([[['刀']], [['斧'], ['头']]]);
  });
  it('a range of 300 characters is listed no more', () => {
    const range = (n: number) => `[\\u4e00-\\u${(0x4e00 + n - 1).toString(16)}]`;
    expect(required(range(100))[0]?.[0]).toHaveLength(100);
    expect(required(range(101))).toEqual([[]]);
  });
});
