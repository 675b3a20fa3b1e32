import { describe, expect, it } from 'vitest';
import type { Article } from '../../../knowledge/import/articles.js';
import { changeOf, parseHistory, plainDates, versionLabel } from '../../../knowledge/import/history.js';
import { inForceOf } from '../../../knowledge/import/in-force.js';
import { repealsOf } from '../../../knowledge/import/repeals.js';

const closing = (text: string): Article[] => [
  { number: '第一条', text: '为了甲，制定本法。', chapterPath: [] },
  { number: '第二条', text, chapterPath: [] },
];
const known = (history: string[], versionDate: string, last: string) => {
  const events = parseHistory(history);
  const change = changeOf(events, versionDate);
  return {
    change,
    inForce: inForceOf({ events, articles: closing(last), change, versionDate, passedOn: null }),
  };
};

describe('history lines', () => {
  it('the last change decides what a version is', () => {
    const of = (lines: string[], date: string) => changeOf(parseHistory(lines), date);
    const passed = '1991年4月9日 第七届全国人民代表大会第四次会议通过';
    expect(of([passed], '1991-04-09')).toBe('first');
    expect(
      of([passed, '2023年9月1日 常务委员会第五次会议《关于修改〈甲法〉的决定》第五次修正）'], '2023-09-01'),
    ).toBe('amended');
    expect(of([passed, '2025年6月27日 常务委员会第十六次会议修订'], '2025-06-27')).toBe('revised');
    // changed by a decision: the word is 修订, but only a part was written anew
    expect(of([passed, '2019年3月24日 《国务院关于修改部分行政法规的决定》第二次修订'], '2019-03-24')).toBe(
      'amended',
    );
    expect(
      of([passed, '2023年12月29日 第七次会议通过的《中华人民共和国刑法修正案（十二）》'], '2023-12-29'),
    ).toBe('amended');
    // the file is newer than anything the lines say
    expect(of([passed], '2010-12-20')).toBe('unknown');
    expect(
      of(
        ['1998年6月11日 审判委员会第992次会议通过', '2020年12月23日 审判委员会第1823次会议通过'],
        '2020-12-29',
      ),
    ).toBe('unknown');
    expect(of([], '2020-12-29')).toBe('unknown');
  });
  it('labels say what the line of that day says, and nothing else', () => {
    const events = parseHistory([
      '2019年12月4日 国务院第73次常务会议通过',
      '2019年12月30日 中华人民共和国国务院令第724号公布',
      '2020年5月1日 施行',
    ]);
    expect(versionLabel(events, '2019-12-30')).toBe('2019年12月30日公布');
    expect(versionLabel(events, '2019-12-04')).toBe('2019年12月4日通过');
    expect(versionLabel(events, '2020-05-01')).toBe('2020年5月1日文本');
    expect(versionLabel([], '2020-05-01')).toBe('2020年5月1日文本');
  });
  it('reads full-width digits, written dates, lines that were broken and lines that hold two dates', () => {
    expect(plainDates('２０１２年１２月３日')).toBe('2012年12月3日');
    expect(plainDates('一九九五年十二月三十一日')).toBe('1995年12月31日');
    expect(
      parseHistory([
        '2019年8月26日 第十二次会议《关于修改〈土地管理法〉',
        '〈城市房地产管理法〉的决定》第三次修正',
        '1988年7月1日 第二次会议通过根据1994年5月12日第七次会议《关于修改甲的决定》修正',
      ]).map((e) => [e.date, e.kind]),
    ).toEqual([
      ['2019-08-26', 'amended'],
      ['1988-07-01', 'passed'],
      ['1994-05-12', 'amended'],
    ]);
  });
});

describe('in force', () => {
  const passed = '2020年5月28日 第三次会议全国人民代表大会通过';
  it('a first text and a revision: the last article', () => {
    expect(known([passed], '2020-05-28', '本法自2021年1月1日起施行。').inForce).toEqual({
      date: '2021-01-01',
      source: '末条（第二条）',
    });
    const revised = known([passed, '2025年6月27日 会议修订'], '2025-06-27', '本法自2026年1月1日起施行。');
    expect(revised.inForce?.date).toBe('2026-01-01');
  });
  it('an amendment: nothing from the last article, even when its date would fit', () => {
    const amended = [passed, '2023年9月1日 会议《关于修改〈甲法〉的决定》第一次修正'];
    expect(known(amended, '2023-09-01', '本法自2021年1月1日起施行。').inForce).toBeNull();
    expect(known(amended, '2023-09-01', '本法自2024年1月1日起施行。').inForce).toBeNull();
    expect(known(amended, '2023-09-01', '本法自公布之日起施行。').inForce).toBeNull();
  });
  it('an unknown text: only a date that no older text can have', () => {
    expect(known([], '2016-02-06', '本条例自2006年9月1日起施行。').inForce).toBeNull();
    expect(known([], '2016-02-06', '本条例自公布之日起施行。').inForce).toBeNull();
    expect(known([], '2025-05-28', '本条例自2025年8月1日起施行。').inForce?.date).toBe('2025-08-01');
  });
  it('a title line wins, unless it is an older text’s', () => {
    const lines = [passed, '2021年1月1日 施行'];
    expect(known(lines, '2020-05-28', '本法自2022年1月1日起施行。').inForce).toEqual({
      date: '2021-01-01',
      source: '题注：2021年1月1日 施行',
    });
    const amended = [...lines, '2023年9月1日 会议《关于修改〈甲法〉的决定》修正'];
    expect(known(amended, '2023-09-01', '').inForce).toBeNull();
  });
  it('自公布之日起: the day of publication, where it is known', () => {
    const words = '本法自公布之日起施行。';
    expect(known([passed], '2020-05-28', words).inForce?.date).toBe('2020-05-28');
    const order = ['2019年12月4日 国务院第73次常务会议通过', '2019年12月30日 国务院令第724号公布'];
    expect(known(order, '2019-12-30', words).inForce?.date).toBe('2019-12-30');
    expect(known(['2021年5月18日 审判委员会第1838次会议通过'], '2021-05-18', words).inForce).toBeNull();
    expect(known([passed], '2020-05-28', '本法自公布之日起30日后施行。').inForce).toBeNull();
  });
});

describe('repeals', () => {
  const names = (text: string) => repealsOf(closing(text)).map((r) => [r.name, r.on]);
  it('every law that a sentence names, with the day of its own article', () => {
    expect(
      names('本法自2026年8月15日起施行。《甲法》、《乙法》和1990年2月1日发布的《丙条例》同时废止。'),
    ).toEqual([
      ['甲法', '2026-08-15'],
      ['乙法', '2026-08-15'],
      ['丙条例', '2026-08-15'],
    ]);
    expect(names('本法自公布之日起施行。《甲法》同时废止。')).toEqual([['甲法', null]]);
  });
  it('not a part of a law, not what only is mentioned', () => {
    expect(names('《甲条例》中有关看守所的规定即行废止。')).toEqual([]);
    expect(names('《甲法》第三条同时废止。')).toEqual([]);
    expect(names('依照《甲法》办理。法律的修改和废止程序，适用本章。')).toEqual([]);
  });
  it('adds who issued it, where the name leaves it out', () => {
    const [found] = repealsOf(
      closing('最高人民法院2012年12月20日发布的《关于适用〈甲法〉的解释》（法释〔2012〕21号）同时废止。'),
    );
    expect(found?.keys).toEqual(['关于适用甲法的解释', '最高人民法院关于适用甲法的解释']);
  });
});
