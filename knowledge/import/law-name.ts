/** One law, many spellings: with and without 中华人民共和国, full-width and half-width brackets, book marks, blanks. */

const COUNTRY = '中华人民共和国';
/** Two issuers that titles set apart with a blank, a comma or nothing. */
const COURTS = /^(最高人民法院)(最高人民检察院)/u;

/** What two spellings of one law's name have in common; the key under which its versions lie together. */
export const lawKey = (name: string): string =>
  name
    .normalize('NFKC')
    .replaceAll(COUNTRY, '')
    .replaceAll(/[\s\u200b《》〈〉<>]/gu, '')
    .replace(COURTS, '$1、$2');

/** A title as it is shown: no blanks inside, 最高人民法院、最高人民检察院 with its comma. */
export const lawName = (title: string): string => title.replaceAll(/\s+/gu, '').replace(COURTS, '$1、$2');

/** The names people use beside the full one: 民法典 for 中华人民共和国民法典. */
export function shortNames(name: string, others: string[] = []): string[] {
  const plain = name.replaceAll(COUNTRY, '');
  return [...new Set([plain, ...others])].filter((n) => n !== name && n !== '');
}
