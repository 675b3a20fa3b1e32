import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadKnowledge } from '../../../knowledge/load.js';
import { createFolder } from '../../../server/chat/fold.js';
import { ROOT } from '../../../server/config.js';

const { homophones } = loadKnowledge(join(ROOT, 'knowledge')).triage;
const { clean, fold, simplify } = createFolder(homophones);
const folded = (text: string) => fold(clean(text));

describe('clean: what cannot be seen goes, what was written stays', () => {
  it.each([
    ['full width', '１１０，ＡＢＣ！', '110,ABC!'],
    ['zero width space and joiner', '救\u200b命\u200d啊\ufeff', '救命啊'],
    ['right-to-left override', '\u202e救命\u202c', '救命'],
    ['isolates', '\u2066报警\u2069', '报警'],
    ['soft hyphen', '报\u00ad警', '报警'],
    ['control characters', '救\u0000命\u0007', '救命'],
    ['tag characters', '你好\u{e0041}\u{e0042}', '你好'],
    ['spaces', '  我 \t 家  ', '我 家'],
    ['new line stays', '第一句\n第二句', '第一句\n第二句'],
    ['traditional stays readable', '樓上漏水', '樓上漏水'],
    ['emoji stays readable', '救命😭', '救命😭'],
  ])('%s', (_, text, expected) => {
    expect(clean(text)).toBe(expected);
  });
});

describe('fold: one way of writing for the rules', () => {
  it.each([
    ['traditional', '老公要殺我', '老公要杀我'],
    ['traditional with full width', '樓上著火了！', '楼上着火了!'],
    ['traditional 著 that is a name', '原著的著作權', '原著的著作权'],
    ['emoji between characters', '救😭命', '救命'],
    ['flag and keycap between characters', '救🇨🇳命', '救命'],
    ['dots between characters', '自·杀', '自杀'],
    ['stars between characters', '自*杀', '自杀'],
    ['spaces between characters', '我 要 报 警', '我要报警'],
    ['pinyin run together', 'jiuming', '救命'],
    ['pinyin with spaces', 'jiu ming', '救命'],
    ['pinyin inside a sentence', '我想zisha', '我想自杀'],
    ['capital pinyin', 'JiuMing', '救命'],
    ['homophone', '旧命啊', '救命啊'],
    ['homophone of poison', '安棉药', '安眠药'],
  ])('%s', (_, text, expected) => {
    expect(folded(text)).toBe(expected);
  });

  it.each([
    ['a teapot', '我买了一把紫砂壶'],
    ['grown-ups', '大人都不在家'],
    ['everyone', '我们在大家族里长大'],
    ['this fellow', '这货真便宜'],
    ['English', 'my name is Tom'],
    ['a plain trouble', '楼上半夜拖椅子,跟物业说了也不管'],
  ])('leaves %s alone', (_, text) => {
    expect(folded(text).toLowerCase()).toBe(text.toLowerCase());
  });

  it('gives the same text when folded twice', () => {
    for (const text of ['jiu ming，老公要殺我', '救😭命', '旧命啊！', '我 要 报 警']) {
      expect(folded(folded(text))).toBe(folded(text));
    }
  });

  it('ends in time on 16 KB of anything', () => {
    for (const unit of ['a ', "z'", '救 ', 'jiu ', '\u200b救', '一二三', '·.*_-']) {
      const text = unit.repeat(Math.floor((16 * 1024) / Buffer.byteLength(unit)));
      const start = performance.now();
      expect(typeof folded(text)).toBe('string');
      expect(performance.now() - start).toBeLessThan(1000);
    }
  });
});

describe('simplify', () => {
  it('turns traditional into simplified and nothing else', () => {
    expect(simplify('樓上鄰居太吵，ABC')).toBe('楼上邻居太吵，ABC');
  });
});
