/** `knowledge affected`: which cards cite a law. */
import { citedLaws } from '../cross-check.js';
import { loadKnowledge } from '../load.js';

/** @returns 2 when laws.yaml has no such law */
export function affected(name: string, knowledgeDir: string): number {
  const knowledge = loadKnowledge(knowledgeDir);
  const law = knowledge.laws.find((l) => l.name === name || l.short.includes(name));
  if (!law) {
    console.error(`laws.yaml 里没有 ${name}`);
    return 2;
  }
  const names = new Set([law.name, ...law.short]);
  const cards = knowledge.cards.filter((c) => citedLaws(c).some((l) => names.has(l)));
  for (const c of cards) console.info(`${c.id}\t${c.title}`);
  console.info(`${cards.length} 张卡引用了 ${law.name}（${law.version}）。`);
  return 0;
}
