/** The data sets keep the promises that make their figures worth something. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { partOf, readOwn } from '../../../eval/routing/utterances.js';
import { loadKnowledge } from '../../../knowledge/load.js';
import { ROOT } from '../../../server/config.js';

interface Item {
  id: string;
  text: string;
  card?: string;
  also?: string[];
}
const read = (name: string): Item[] =>
  readFileSync(join(ROOT, 'eval/datasets', name), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Item);
const questions = read('card-questions.jsonl');
const uncovered = read('uncovered.jsonl');
const { cards } = loadKnowledge(join(ROOT, 'knowledge'));

/** Character 5-grams of a text without punctuation; a short text is one piece. */
const grams = (text: string): Set<string> => {
  const plain = text.replace(/[^\p{L}\p{N}]/gu, '');
  return new Set(Array.from({ length: Math.max(1, plain.length - 4) }, (_, i) => plain.slice(i, i + 5)));
};

describe('questions to cards', () => {
  it('are at least 400, each with its own id, and lead to cards that exist', () => {
    expect(questions.length).toBeGreaterThanOrEqual(400);
    expect(new Set(questions.map((q) => q.id)).size).toBe(questions.length);
    expect(
      questions.filter((q) => !cards.some((c) => c.id === q.card)).map((q) => `${q.id} ${q.card}`),
    ).toEqual([]);
  });
  it('share less than half of their character 5-grams with any question of any card', () => {
    const known = cards.flatMap((c) => c.questions.map((text) => ({ card: c.id, text, grams: grams(text) })));
    const copies = questions.flatMap((q) => {
      const own = grams(q.text);
      const near = known.find((k) => [...own].filter((g) => k.grams.has(g)).length >= own.size / 2);
      return near ? [`${q.id} “${q.text}” is near ${near.card} “${near.text}”`] : [];
    });
    expect(copies).toEqual([]);
  });
});

describe('questions that no card covers', () => {
  it('are at least 100, and none is a card question', () => {
    expect(uncovered.length).toBeGreaterThanOrEqual(100);
    const known = new Set(cards.flatMap((c) => c.questions));
    expect(uncovered.filter((q) => known.has(q.text))).toEqual([]);
  });
});

describe('training utterances', () => {
  const own = readOwn(join(ROOT, 'knowledge'));
  it('are at least 2,000 over all routes and dangers', () => {
    expect(own.length).toBeGreaterThanOrEqual(2000);
    expect(new Set(own.map((u) => u.route)).size).toBe(7);
    expect(new Set(own.map((u) => u.danger)).size).toBe(5);
  });
  it('of the test part are not in the others, word for word', () => {
    const others = new Set(own.filter((u) => partOf(u) !== 'test').map((u) => u.text));
    expect(own.filter((u) => partOf(u) === 'test' && others.has(u.text)).map((u) => u.text)).toEqual([]);
  });
});
