import { type ChatParts, end, type Turn } from '../turn.js';

const MOST_CHOICES = 3;

/** Two cards of different trouble or route that are close: one question instead of a guess. */
export function clarify(turn: Turn, { knowledge, search }: ChatParts): void {
  const [first, second] = turn.hits;
  if (!first || !second || !turn.card) return;
  const close = turn.hits
    .filter((h) => first.score - h.score <= search.weights.close)
    .flatMap((h) => knowledge.card(h.card) ?? [])
    .slice(0, MOST_CHOICES);
  const differ = close.some((c) => c.topic !== turn.card?.topic || c.route !== turn.card?.route);
  const asked = turn.memory?.offered.includes(first.card) ?? false;
  if (close.length < 2 || !differ || asked) {
    end(turn, 'answered_card');
    return;
  }
  turn.choices = close;
  end(turn, 'clarified_cards');
}
