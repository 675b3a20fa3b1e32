/** Holds every citation of the cards against the text of the law in force. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { articlesOf } from './law-texts.js';
import type { Knowledge, Problem } from './load.js';
import type { Card, Law } from './schema.js';

export interface CitationCheck {
  checked: number;
  problems: Problem[];
}

/** Characters that say nothing of a subject. */
const COMMON = /[的了是在和与或及其应当可以不得有为对将由被以等要也就都还没会能自个一]/gu;
const pairs = (text: string): Set<string> => {
  const plain = text.replace(COMMON, '').replace(/[^\p{Script=Han}]/gu, '');
  return new Set(Array.from({ length: Math.max(0, plain.length - 1) }, (_, i) => plain.slice(i, i + 2)));
};

/** How many two-character pieces the gist shares with the article. */
export const sharedSubject = (gist: string, article: string): number => {
  const other = pairs(article);
  return [...pairs(gist)].filter((p) => other.has(p)).length;
};

/**
 * @param folder a law collection (LawRefBook layout)
 * @param today YYYY-MM-DD; a law not in force that day is a problem
 */
export function checkCitations(knowledge: Knowledge, folder: string, today: string): CitationCheck {
  if (!existsSync(join(folder, '民法典'))) throw new Error(`${folder} 不像法规文件夹：里面没有 民法典/`);
  const laws = new Map(knowledge.laws.flatMap((l) => [l.name, ...l.short].map((n) => [n, l] as const)));
  const texts = new Map<Law, Map<string, string> | null>();
  const out: CitationCheck = { checked: 0, problems: [] };
  const textsOf = (law: Law) => {
    if (!texts.has(law)) texts.set(law, articlesOf(law, folder));
    return texts.get(law) ?? null;
  };
  for (const card of knowledge.cards) {
    for (const { field, law: name, article, gist } of citations(card)) {
      const say = (message: string) =>
        out.problems.push({
          file: `cards/${card.id}.yaml`,
          line: 1,
          field,
          message: `${name}${article}：${message}`,
        });
      const law = laws.get(name);
      out.checked += 1;
      if (!law) say('laws.yaml 里没有这部法');
      else if (law.in_force_to && law.in_force_to <= today) say(`${law.in_force_to} 起已失效`);
      else if (law.in_force_from && law.in_force_from > today) say(`${law.in_force_from} 才施行`);
      else {
        const articles = textsOf(law);
        const text = articles?.get(article);
        if (!articles) say('文件夹里没有这部法的文本');
        else if (text === undefined) say('现行文本里没有这一条');
        else if (gist && sharedSubject(gist, text) === 0) say('白话与条文说的不像一件事');
      }
    }
  }
  return out;
}

function* citations(card: Card): Generator<{ field: string; law: string; article: string; gist?: string }> {
  for (const [i, c] of card.citations.entries()) yield { field: `citations.${i}`, ...c };
  for (const [i, d] of card.deadlines.entries()) if (d.cite) yield { field: `deadlines.${i}`, ...d.cite };
}
