import { expect, it } from 'vitest';
import { nearPairs, oneEdit } from '../../../eval/routing/near.js';

const ids = (texts: string[]) => nearPairs(texts).map(({ a, b }) => [a, b]);

it('finds short texts that are equal or one edit apart', () => {
  expect(ids(['救救我', '救我'])).toEqual([[0, 1]]);
  expect(ids(['早上好呀', '早上好！呀'])).toEqual([[0, 1]]);
  expect(ids(['发错了群', '发错群了'])).toEqual([]);
  expect(ids(['打人会开除吗', '打架会开除吗'])).toEqual([[0, 1]]);
  expect(ids(['打人会开除吗', '骂人会开除吗，会不会记档案'])).toEqual([]);
});
it('finds a longer text that holds half of a shorter one', () => {
  const short = '路口那个井盖松了车一压哐当响';
  expect(ids([short, `修的人来拍了照就走了，${short}，夜里听着像打雷`])).toEqual([[0, 1]]);
  expect(ids([short, '路口那个井盖松了，我骑车摔了一跤，膝盖缝了六针'])).toEqual([]);
});
it('marks, case and emoji do not tell texts apart; texts of nothing else are left alone', () => {
  expect(ids(['HELP me!!!', 'help，me'])).toEqual([[0, 1]]);
  expect(ids(['🆘', '👋👋'])).toEqual([]);
});
it('oneEdit: put in, left out, changed, and no more', () => {
  expect(oneEdit('报警', '报警')).toBe(true);
  expect(oneEdit('报警', '报个警')).toBe(true);
  expect(oneEdit('报个警', '报警')).toBe(true);
  expect(oneEdit('报警', '报紧')).toBe(true);
  expect(oneEdit('报警', '警报')).toBe(false);
  expect(oneEdit('aa', 'a')).toBe(true);
  expect(oneEdit('a', 'aaa')).toBe(false);
});
