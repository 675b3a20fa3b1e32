/** Which other laws a law repeals: 《…》同时废止. */
import type { Article } from './articles.js';
import { plainDates } from './history.js';
import { lastWords } from './in-force.js';
import { lawKey } from './law-name.js';

export interface Repeal {
  /** keys that the repealed law may have; text often leaves out who issued it */
  keys: string[];
  name: string;
  article: string;
  /** YYYY-MM-DD, or null where the text gives no date */
  on: string | null;
}

const REPEALED = /(?:同时|即行|自行|相应|一并|予以)废止/u;
/** 《甲》第三条同时废止 and 《甲》中有关乙的规定即行废止 repeal a part only. */
const PART_ONLY = /^(?:（[^）]*）)?(?:第|中|有关|关于|里)/u;
const ISSUER =
  /最高人民法院、?最高人民检察院|最高人民检察院|最高人民法院|全国人民代表大会常务委员会|国务院/gu;

/** Repeals of a text, in order. */
export function repealsOf(articles: Article[]): Repeal[] {
  const on = lastWords(articles)?.date ?? null;
  return articles.flatMap(({ number, text }) =>
    REPEALED.test(text)
      ? sentences(text).flatMap((s) => inSentence(s).map((r) => ({ ...r, article: number, on })))
      : [],
  );
}

const sentences = (text: string): string[] =>
  plainDates(text)
    .split(/[。；\n]/u)
    .filter((s) => REPEALED.test(s));

function inSentence(sentence: string): { keys: string[]; name: string }[] {
  const end = sentence.search(REPEALED);
  const out: { keys: string[]; name: string }[] = [];
  for (const found of sentence.slice(0, end).matchAll(/《([^》]+)》/gu)) {
    const rest = sentence.slice(found.index + found[0].length);
    if (PART_ONLY.test(rest)) continue;
    const name = found[1] ?? '';
    const issuer = [...sentence.slice(0, found.index).matchAll(ISSUER)].at(-1)?.[0];
    const keys = [lawKey(name)];
    if (issuer && /^关于/u.test(name)) keys.push(lawKey(`${issuer}${name}`));
    out.push({ keys, name: keys.length > 1 ? `${issuer}${name}` : name });
  }
  return out;
}
