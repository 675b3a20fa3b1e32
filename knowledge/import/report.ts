/** An import in sentences. */
import type { Collection } from './import-statutes.js';
import type { ParsedLaw } from './parse-law.js';
import type { Plan } from './plan.js';
import type { Validity } from './validity.js';

/** How many of a kind are named before the rest is only counted. */
const NAMED = 20;

const label = (p: ParsedLaw): string => `${p.name}（${p.version}，${p.articles.length} 条）`;
const force = (v: Validity): string => (v.inForceFrom ? `${v.inForceFrom} 起施行` : '施行日未载明');
const ending = (v: Validity): string =>
  `${v.repealedOn ? `${v.repealedOn} 起` : ''}由${v.supersededBy}取代（${v.repealedSource}）`;

function named(lines: string[], all: boolean): string[] {
  if (all || lines.length <= NAMED) return lines;
  return [...lines.slice(0, NAMED), `……还有 ${lines.length - NAMED} 条，加 --all 全部列出`];
}

/** 例：新增 2，修改 1，未变 1588，被取代或废止 1，没收 3。 */
export const countLine = (plan: Plan, collection: Collection): string =>
  `新增 ${plan.added.length}，修改 ${plan.changed.length}，未变 ${plan.unchanged.length}，被取代或废止 ${plan.ended.length}，没收 ${refusals(plan, collection)}。`;

/** Files and versions that were not taken although they look like laws. */
export const refusals = (plan: Plan, collection: Collection): number =>
  collection.refused.length + plan.fewer.length;

/** What the folder held. */
export function collectionLine(c: Collection): string {
  const articles = c.laws.reduce((n, p) => n + p.articles.length, 0);
  const laws = new Set(c.laws.map((p) => p.law)).size;
  return `读了 ${c.files} 个文件：${laws} 部法、${c.laws.length} 个版本、${articles} 条；重复的文件 ${c.copies.length} 个；修改决定和修正案 ${c.amending.length} 个不另收（内容已并入被修改的法规）；没收 ${c.refused.length} 个；案例 ${c.cases} 篇不是法规。`;
}

/** One sentence for each thing that a person may want to look at. @param all name everything */
export function describePlan(plan: Plan, collection: Collection, all: boolean): string[] {
  return [
    ...named(
      plan.added.map((c) => `新增 ${label(c.parsed)}：${force(c.validity)}`),
      all,
    ),
    ...named(
      plan.changed.map((c) => `修改 ${label(c.parsed)}：原来 ${c.stored.articles} 条；${force(c.validity)}`),
      all,
    ),
    ...named(
      plan.ended.map((e) => `失效 ${e.name}（${e.version}）：${ending(e.validity)}`),
      all,
    ),
    ...plan.older.map(
      ({ parsed: p, stored: s }) =>
        `旧于库存 ${p.name}：文件夹里最新的是${p.version}，库里有${s.version}；现行的仍是库里那份，旧的只作旧版`,
    ),
    ...plan.fewer.map(
      ({ parsed: p, stored: s }) =>
        `没收 ${p.files[0]}：${p.name}（${p.version}）只有 ${p.articles.length} 条，库里有 ${s.articles} 条，像是没有下载完整；库里的不动。确实要换，加 --allow-fewer`,
    ),
    ...named(
      collection.refused.map((r) => `没收 ${r.file}：${r.why}`),
      true,
    ),
    ...named(
      collection.copies.map((c) => `重复 ${c}`),
      all,
    ),
    ...named(
      collection.laws.flatMap((p) => p.notes.map((n) => `留意 ${p.name}（${p.version}）：${n}`)),
      all,
    ),
    ...named(
      plan.disagreements.map((d) => `留意 ${d}`),
      true,
    ),
  ];
}
