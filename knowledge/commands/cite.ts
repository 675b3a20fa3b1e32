/** `knowledge cite`: one article as it must be quoted: text, hash, version, validity. */
import { existsSync } from 'node:fs';
import type { Config } from '../../server/config.js';
import { inForceOn, type Statute } from '../../server/store/statute.js';
import { StatuteStore } from '../../server/store/statute-store.js';
import { HOW_TO_IMPORT } from '../how-to.js';
import { articleNumber } from '../import/chinese-number.js';
import { readCollection } from '../import/import-statutes.js';
import { lawKey } from '../import/law-name.js';
import { articleHash } from '../import/parse-law.js';
import { planImport } from '../import/plan.js';
import { registryOf } from '../import/registry.js';
import { readLaws } from './read-laws.js';
import { validityLine } from './statutes.js';
import { withDatabase } from './with-database.js';

interface Options {
  /** a collection to read from instead of the database */
  laws: string | undefined;
  /** YYYY-MM-DD of the version; without it the one in force on `on` */
  version: string | undefined;
  on: string;
  json: boolean;
}
interface Cited {
  number: string;
  text: string;
  textHash: string;
  chapterPath: string[];
}
/** Where versions and articles come from: the database or a folder. */
interface Source {
  versions: Statute[];
  articles(statute: Statute): Promise<Cited[]>;
}

/** @returns 0 found, 1 not found */
export async function cite(law: string, article: string, config: Config, options: Options): Promise<number> {
  const number = articleNumber(article);
  const say = (source: Source): Promise<number> => print(source, law, number, options);
  if (options.laws) {
    if (existsSync(options.laws)) return say(await fromFolder(options.laws, law, config));
    console.error(`没有这个文件夹：${options.laws}`);
    return 1;
  }
  const code = await withDatabase(config, false, async ({ db }) => {
    const store = new StatuteStore(db, lawKey);
    if ((await store.count()) === 0) return null;
    return say({ versions: await store.versions(law), articles: (s) => store.articles(s.id) });
  });
  if (code !== null) return code;
  console.error(`${HOW_TO_IMPORT}；或者用 --laws 直接指一个法规文件夹。`);
  return 1;
}

async function print(source: Source, law: string, number: string, options: Options): Promise<number> {
  const { versions } = source;
  const statute = options.version
    ? versions.find((v) => v.versionDate === options.version)
    : (inForceOn(versions, options.on) ?? versions[0]);
  if (!statute) {
    const others = versions.map((v) => v.version).join('、');
    console.error(others ? `没有这个版本；有：${others}` : `没有“${law}”这部法。`);
    return 1;
  }
  const found = (await source.articles(statute)).find((a) => a.number === number);
  const validity = validityLine(statute, versions, options.on);
  if (!found) {
    console.error(`${statute.name}（${statute.version}）里没有${number}。`);
    return 1;
  }
  if (options.json) {
    const { name, version, versionDate, inForceFrom, repealedOn, supersededBy } = statute;
    console.info(
      JSON.stringify({ name, version, versionDate, inForceFrom, repealedOn, supersededBy, ...found }),
    );
    return 0;
  }
  console.info(`${statute.name} ${number}\n版本：${statute.version}\n效力：${validity}`);
  if (found.chapterPath.length > 0) console.info(`位置：${found.chapterPath.join(' › ')}`);
  console.info(`textHash：${found.textHash}\n\n${found.text}`);
  return 0;
}

async function fromFolder(folder: string, law: string, config: Config): Promise<Source> {
  const laws = readLaws(config.knowledgeDir);
  const collection = await readCollection(folder, laws, () => {});
  const aliases = laws
    .filter((l) => l.short.some((s) => lawKey(s) === lawKey(law)))
    .map((l) => lawKey(l.name));
  const keys = new Set([lawKey(law), ...aliases]);
  const { added } = planImport(collection.laws, [], registryOf(laws), false);
  const here = added.filter((c) => keys.has(c.parsed.law));
  const versions = here
    .map(({ parsed: p, validity: v }, id): Statute => ({ ...p, ...v, id, articles: p.articles.length }))
    .sort((a, b) => b.versionDate.localeCompare(a.versionDate));
  return {
    versions,
    articles: async ({ id }) =>
      (here[id]?.parsed.articles ?? []).map((a) => ({ ...a, textHash: articleHash(a) })),
  };
}
