/** Several files of one law and version: parts of a code become one text; of two copies one is taken, and it is said which. */
import { chineseToNumber } from './chinese-number.js';
import type { ParsedLaw } from './parse-law.js';
import { withHash } from './parse-law.js';
import type { Refusal } from './read-collection.js';

export interface Grouped {
  laws: ParsedLaw[];
  refused: Refusal[];
  /** sentences about copies that were left out */
  copies: string[];
}

const idOf = (p: ParsedLaw): string => `${p.law}@${p.versionDate}`;

/** @param preferred paths that laws.yaml names: they win over another copy */
export function oneOfEach(parsed: ParsedLaw[], preferred: Set<string>): Grouped {
  const out: Grouped = { laws: [], refused: [], copies: [] };
  const groups = new Map<string, ParsedLaw[]>();
  for (const p of parsed) groups.set(idOf(p), [...(groups.get(idOf(p)) ?? []), p]);
  for (const group of groups.values()) {
    if (group.length > 1 && group.every((p) => p.part !== null)) joinParts(group, out);
    else out.laws.push(oneCopy(group, preferred, out.copies));
  }
  out.laws = withoutUndatedCopies(out.laws, out.copies);
  return out;
}

const firstNumber = (p: ParsedLaw): number =>
  chineseToNumber(p.articles[0]?.number.replaceAll(/[第条]/gu, '') ?? '');
const lastNumber = (p: ParsedLaw): number =>
  chineseToNumber(p.articles.at(-1)?.number.replaceAll(/[第条]/gu, '') ?? '');

/** A code with a hole in it is not taken: an older import would lose articles. */
function joinParts(parts: ParsedLaw[], out: Grouped): void {
  const sorted = [...parts].sort((a, b) => firstNumber(a) - firstNumber(b));
  const [first] = sorted as [ParsedLaw];
  const files = sorted.flatMap((p) => p.files);
  let end = 0;
  for (const part of sorted) {
    if (firstNumber(part) !== end + 1) {
      const why = `${first.name}各编接不上：${part.files[0]} 从第 ${firstNumber(part)} 条开始，前面只到第 ${end} 条，整部没有收`;
      out.refused.push(...files.map((file) => ({ file, why })));
      return;
    }
    end = lastNumber(part);
  }
  const last = sorted.at(-1) ?? first;
  out.laws.push(
    withHash({
      ...first,
      part: null,
      files,
      articles: sorted.flatMap((p) => p.articles),
      repeals: sorted.flatMap((p) => p.repeals),
      notes: sorted.flatMap((p) => p.notes),
      inForceFrom: first.inForceFrom ?? last.inForceFrom,
      inForceSource: first.inForceSource ?? last.inForceSource,
    }),
  );
}

const plain = (p: ParsedLaw): string[] =>
  p.articles.map((a) => `${a.number}${a.text}`.normalize('NFKC').replaceAll(/[^\p{L}\p{N}]/gu, ''));
const size = (p: ParsedLaw): number => p.articles.reduce((n, a) => n + a.text.length, 0);

function oneCopy(group: ParsedLaw[], preferred: Set<string>, copies: string[]): ParsedLaw {
  const rank = (p: ParsedLaw): number => (p.files.some((f) => preferred.has(f)) ? 1 : 0);
  const [taken, ...rest] = [...group].sort(
    (a, b) => rank(b) - rank(a) || size(b) - size(a) || String(a.files).localeCompare(String(b.files)),
  ) as [ParsedLaw, ...ParsedLaw[]];
  for (const other of rest) {
    const ours = new Set(plain(taken));
    const differ =
      plain(other).filter((t) => !ours.has(t)).length +
      Math.max(0, taken.articles.length - other.articles.length);
    const how = differ === 0 ? '文字相同' : `有 ${differ} 条文字不同，请核对`;
    copies.push(
      `${taken.name}（${taken.version}）有两个文件，${how}：取 ${taken.files[0]}，没有取 ${other.files[0]}`,
    );
  }
  return taken;
}

/** The same text once with and once without a date in the file's name is one version. */
function withoutUndatedCopies(laws: ParsedLaw[], copies: string[]): ParsedLaw[] {
  const dated = new Map<string, ParsedLaw>();
  for (const p of laws) if (!p.undated) dated.set(`${p.law} ${plain(p).join('\n')}`, p);
  return laws.filter((p) => {
    const same = p.undated ? dated.get(`${p.law} ${plain(p).join('\n')}`) : undefined;
    if (same)
      copies.push(
        `${p.name}有两个文件，文字相同：取 ${same.files[0]}，没有取 ${p.files[0]}（文件名没有日期）`,
      );
    return !same;
  });
}
