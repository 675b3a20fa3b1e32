import { type ChatParts, end, type Turn } from '../turn.js';
import { SEARCH_LIMIT } from './clean-text.js';

/** Cards looked at when none fits. */
const NEAREST = 3;

/** Searches the cards. Without the model there is no claim: the rules' verdict is answered with its fixed words. */
export async function findKnowledge(turn: Turn, parts: ChatParts): Promise<void> {
  const { knowledge, search } = parts;
  const emergency = turn.verdict?.route === 'emergency';
  const text = parts.fold.simplify(turn.text.slice(0, SEARCH_LIMIT));
  try {
    const vector = await parts.embed(text);
    const { hits, claim } = await search({ text, vector, routes: turn.verdict?.routes ?? null });
    turn.hits = hits;
    const [best] = hits;
    const card = best && knowledge.card(best.card);
    if (card && claim) {
      turn.hit = best;
      turn.card = card;
    }
    turn.nearest = hits.slice(0, NEAREST).flatMap((h) => knowledge.card(h.card) ?? []);
  } catch {
    end(turn, emergency ? 'answered_emergency' : 'failed_model');
    return;
  }
  if (emergency) end(turn, 'answered_emergency');
  else if (!turn.card) end(turn, 'unanswered_no_card');
}
