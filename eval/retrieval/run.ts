/** Finds a card for every held-out question with the product's own steps, up to and with find-knowledge. */
import { readFileSync } from 'node:fs';
import { UNDERSTAND } from '../../server/chat/answer.js';
import { runSteps } from '../../server/chat/run-steps.js';
import { newTurn } from '../../server/chat/turn.js';
import type { Services } from '../../server/services.js';

/** One line of eval/datasets/card-questions.jsonl. */
export interface CardQuestion {
  id: string;
  text: string;
  card: string;
  also: string[];
  twin_of: string | null;
}
/** One line of eval/datasets/uncovered.jsonl. */
export interface Uncovered {
  id: string;
  text: string;
}
export interface Found {
  id: string;
  text: string;
  /** cards in order, at most ten */
  cards: string[];
  /** a card was claimed as the answer */
  claimed: boolean;
  score: number;
}

export const readLines = <T>(file: string): T[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((l) => l.trim() !== '')
    .map((l) => JSON.parse(l) as T);

const AT_ONCE = 16;
/** An emergency is answered whatever the cards say, so its search is looked at too. */
const LAST = 'find-knowledge';

export async function findAll(services: Services, items: { id: string; text: string }[]): Promise<Found[]> {
  const out: Found[] = new Array(items.length);
  let next = 0;
  const steps = UNDERSTAND.slice(0, UNDERSTAND.findIndex((s) => s.name === LAST) + 1);
  const work = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++;
      const item = items[at] as { id: string; text: string };
      const turn = newTurn({ id: item.id, utterance: item.text, memory: null, emit: () => {} });
      await runSteps(steps, turn, services.chat, (t) => t.outcome !== null);
      out[at] = {
        id: item.id,
        text: item.text,
        cards: turn.hits.map((h) => h.card),
        claimed: turn.card !== null,
        score: turn.hits[0]?.score ?? 0,
      };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return out;
}
