/** Numbers as statutes write them: 一千二百六十, 〇 and 零 included, up to 9,999. */
const DIGITS = '零一二三四五六七八九';
const UNITS: Record<string, number> = { 十: 10, 百: 100, 千: 1000 };

/** 二百零三 -> 203; 十二 -> 12. Unknown characters count as nothing. */
export function chineseToNumber(text: string): number {
  let total = 0;
  let digit = 0;
  for (const c of text.replaceAll('〇', '零')) {
    const unit = UNITS[c];
    if (unit) {
      total += (digit || (c === '十' ? 1 : 0)) * unit;
      digit = 0;
    } else digit = Math.max(0, DIGITS.indexOf(c));
  }
  return total + digit;
}

/** 203 -> 二百零三; 12 -> 十二. For 1 to 9,999. */
export function numberToChinese(n: number): string {
  const units = ['', '十', '百', '千'];
  const places = [...String(n)].reverse();
  const text = places
    .map((d, i) => (d === '0' ? '零' : `${DIGITS[Number(d)]}${units[i]}`))
    .reverse()
    .join('');
  return text.replaceAll(/零+/gu, '零').replace(/零$/u, '').replace(/^一十/u, '十');
}

/** What people type for an article: 43, 43条, 第43条, 第四十三条, 133之一 -> 第四十三条, 第一百三十三条之一. */
export function articleNumber(input: string): string {
  const text = input.normalize('NFKC').replaceAll(/\s/gu, '');
  const found = /^第?(\d{1,4})条?(?:之(\d{1,2}|[一二三四五六七八九十]+))?$/u.exec(text);
  if (!found) return text;
  const sub = found[2];
  const after = sub ? `之${/^\d/u.test(sub) ? numberToChinese(Number(sub)) : sub}` : '';
  return `第${numberToChinese(Number(found[1]))}条${after}`;
}
