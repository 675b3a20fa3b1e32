/** Law files as a collection holds them, made up for tests. Statute text is never committed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { numberToChinese } from '../../knowledge/import/chinese-number.js';

/** A law in the LawRefBook layout. @param history dated lines @param articles texts of 第一条, 第二条 … */
export const markdownLaw = (title: string, history: string[], articles: string[], part?: string): string =>
  [
    `# ${title}`,
    ...(part ? [`# ${part}`] : []),
    ...history,
    '<!-- INFO END -->',
    '## 第一章 总则',
    ...articles.map((text, i) => `第${numberToChinese(i + 1)}条 ${text}`),
  ].join('\n\n');

export const PASSED = '2020年5月28日 第十三届全国人民代表大会第三次会议通过';
export const inForce = (day: string): string => `本法自${day}起施行。`;

/** Writes files under a folder; keys are paths with /. */
export function writeFiles(folder: string, files: Record<string, string | Buffer>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
