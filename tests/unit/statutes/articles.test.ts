import { describe, expect, it } from 'vitest';
import { splitArticles } from '../../../knowledge/import/articles.js';
import { articleNumber, chineseToNumber, numberToChinese } from '../../../knowledge/import/chinese-number.js';
import { splitItems } from '../../../knowledge/import/items.js';
import { lawKey, lawName, shortNames } from '../../../knowledge/import/law-name.js';
import { bodyOf, markdownLines } from '../../../knowledge/import/read-markdown.js';

const split = (body: string, base: string[] = []) => splitArticles(markdownLines(body), base);
const numbers = (body: string) => split(body).articles.map((a) => a.number);

describe('articles', () => {
  it('have their number, all their paragraphs and the headings above', () => {
    const { articles, gaps, broken } = split(
      '## 第一编 总　则\n### 第一章　任务\n第一条 甲。\n\n（一）乙；\n\n（二）丙。\n\n第一条之一 丁。\n### 第二章 管辖\n第二条　戊。',
      ['某编'],
    );
    expect(articles).toEqual([
      {
        number: '第一条',
        text: '甲。\n（一）乙；\n（二）丙。',
        chapterPath: ['某编', '第一编 总则', '第一章 任务'],
      },
      { number: '第一条之一', text: '丁。', chapterPath: ['某编', '第一编 总则', '第一章 任务'] },
      { number: '第二条', text: '戊。', chapterPath: ['某编', '第一编 总则', '第二章 管辖'] },
    ]);
    expect({ gaps, broken }).toEqual({ gaps: [], broken: null });
  });
  it('a paragraph that begins with a reference is no article', () => {
    const { articles } = split('第一条 甲。\n第二条规定的情形除外。\n第二条 乙。\n第一条第二款的规定不变。');
    expect(articles.map((a) => a.text)).toEqual([
      '甲。\n第二条规定的情形除外。',
      '乙。\n第一条第二款的规定不变。',
    ]);
  });
  it('slips of the collections are read: 笫, a blank before 条, no blank behind, several on a line', () => {
    expect(numbers('第一条 甲。\n笫二条 乙。\n第三 条丙。\n第四条丁。 第五条 戊。 第六条 己。')).toEqual([
      ...['第一条', '第二条', '第三条', '第四条', '第五条', '第六条'],
    ]);
  });
  it('a gap is said, a number that goes back breaks the text', () => {
    expect(split('第一条 甲。\n第三条 乙。').gaps).toEqual(['第一条到第三条之间']);
    expect(split('第一条 甲。\n第一条之一 乙。\n第二条 丙。').gaps).toEqual([]);
    expect(split('第二条 甲。\n第一条 乙。').broken).toBe('第二条之后又出现第一条');
    expect(split('第一条 甲。\n第一条 乙。').broken).toBe('第一条之后又出现第一条');
  });
  it('what follows the articles is one annex, with its own articles inside', () => {
    const { articles, broken } = split('第一条 甲。\n附件一：样式\n第一条 样条。\n## 附件二\n乙');
    expect(broken).toBeNull();
    expect(articles.map((a) => [a.number, a.text])).toEqual([
      ['第一条', '甲。'],
      ['附件', '附件一：样式\n第一条 样条。\n附件二\n乙'],
    ]);
  });
  it('附 则 is a chapter and no annex; a word that begins with 附 is text', () => {
    const { articles } = split('第一条 甲。\n附 则\n第二条 乙。\n附条件的除外。');
    expect(articles).toEqual([
      { number: '第一条', text: '甲。', chapterPath: [] },
      { number: '第二条', text: '乙。\n附条件的除外。', chapterPath: ['附则'] },
    ]);
  });
  it('an unmarked 附则 closes the whole law, not the part before it', () => {
    const { articles } = split(
      '## 第一编 甲\n### 第一章 乙\n第一条 甲。\n附则\n第二条 丙。'.replace('甲。', '甲。\n乙。'),
    );
    expect(articles.map((a) => a.chapterPath)).toEqual([['第一编 甲', '第一章 乙'], ['附则']]);
  });
  it('titles that lost their mark are no part of the article above', () => {
    const { articles } = split(
      '## 第一编 总则\n第一分编 通 则\n### 第一章 甲\n第一条 甲。\n第二分编 大气污染防治\n### 第一章 乙\n第二条 乙：\n丙。\n网络素养促进\n第三条 丁。',
    );
    expect(articles.map((a) => a.chapterPath)).toEqual([
      ['第一编 总则', '第一分编 通则', '第一章 甲'],
      ['第一编 总则', '第二分编 大气污染防治', '第一章 乙'],
      ['第一编 总则', '第二分编 大气污染防治', '网络素养促进'],
    ]);
    expect(articles.map((a) => a.text)).toEqual(['甲。', '乙：\n丙。', '丁。']);
  });
  it('comments, table rules and marks of emphasis are no text', () => {
    const { articles } = split(
      '第一条 **甲**。\n<!-- TABLE -->\n| 税目 | 税率 |\n|---|---|\n\u200b\n<!-- TABLE END -->',
    );
    expect(articles[0]?.text).toBe('甲。\n| 税目 | 税率 |');
    expect(bodyOf('# 题\n<!-- INFO END -->\n正文')).toBe('\n正文');
  });
});

describe('texts without 第…条', () => {
  const items = (body: string) => splitItems(markdownLines(body));
  it('count 一、 or 1. where the count starts at one and runs on', () => {
    expect(items('序言。\n一、甲。\n三、还是甲。\n二、乙。').articles).toEqual([
      { number: '一、', text: '甲。\n三、还是甲。', chapterPath: [] },
      { number: '二、', text: '乙。', chapterPath: [] },
    ]);
    expect(items('1.甲。\n2.乙。').articles.map((a) => a.number)).toEqual(['1.', '2.']);
    expect(items('2.5 倍以上。\n乙。').articles.map((a) => a.number)).toEqual(['全文']);
  });
  it('are one piece when short, refused when long or empty', () => {
    expect(items('甲。\n乙。').articles).toEqual([{ number: '全文', text: '甲。\n乙。', chapterPath: [] }]);
    expect(items('长'.repeat(3001)).refused).toContain('没有分条，有 3001 字');
    expect(items('').refused).toBe('只有题目，没有正文');
  });
});

describe('numbers and names', () => {
  it.each([
    [1, '一'],
    [10, '十'],
    [12, '十二'],
    [20, '二十'],
    [103, '一百零三'],
    [110, '一百一十'],
    [1000, '一千'],
    [1024, '一千零二十四'],
    [1260, '一千二百六十'],
  ])('%d is %s', (n, text) => {
    expect(chineseToNumber(text)).toBe(n);
    expect(numberToChinese(n)).toBe(text);
  });
  it('every number of a large code comes back', () => {
    for (let n = 1; n < 2000; n += 1) expect(chineseToNumber(numberToChinese(n))).toBe(n);
    expect(chineseToNumber('二百〇三')).toBe(203);
  });
  it.each([
    ['43', '第四十三条'],
    ['第43条', '第四十三条'],
    ['133之一', '第一百三十三条之一'],
    ['第１３３条之2', '第一百三十三条之二'],
    ['第四十三条', '第四十三条'],
    ['全文', '全文'],
  ])('%s is %s', (typed, number) => expect(articleNumber(typed)).toBe(number));
  it('spellings of one law have one key', () => {
    const keys = [
      '最高人民法院关于适用《中华人民共和国公司法》若干问题的规定（二）',
      '最高人民法院关于适用《公司法》若干问题的规定(二)',
      ' 最高人民法院关于适用〈公司法〉若干问题的规定 （二）',
    ].map(lawKey);
    expect(new Set(keys).size).toBe(1);
    expect(lawKey('民法典')).toBe(lawKey('中华人民共和国民法典'));
    expect(lawKey('最高人民法院 最高人民检察院关于甲的解释')).toBe(
      lawKey('最高人民法院、最高人民检察院关于甲的解释'),
    );
    expect(lawName('最高人民法院 最高人民检察院关于甲的解释')).toBe(
      '最高人民法院、最高人民检察院关于甲的解释',
    );
    expect(shortNames('中华人民共和国民法典', ['民法典', '民典'])).toEqual(['民法典', '民典']);
  });
});
