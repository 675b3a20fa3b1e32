/** The words that a question is searched with: its own, and the legal words for what people say. */
import { tokenize } from '../keyword-index.js';

/** knowledge/articles/words.yaml: 老板 -> 用人单位. */
export type LegalWords = Record<string, string[]>;

/** Long questions tell a story; what they ask is in their first words as often as in their last. */
const MOST = 64;

/** @param weight of an added legal word beside a word of the question (1). @returns word -> weight */
export function queryWords(text: string, words: LegalWords, weight: number): Map<string, number> {
  const out = new Map<string, number>();
  for (const t of tokenize(text).slice(0, MOST)) out.set(t, 1);
  for (const legal of legalWordsIn(text, words))
    for (const t of tokenize(legal)) if (!out.has(t)) out.set(t, weight);
  return out;
}

/** Legal words for everything in the text that people say otherwise, without repeats. */
export const legalWordsIn = (text: string, words: LegalWords): string[] => [
  ...new Set(Object.entries(words).flatMap(([said, legal]) => (text.includes(said) ? legal : []))),
];
