import type { Route } from '../../protocol.js';
import { type ChatParts, end, type Turn } from '../turn.js';
import { SEARCH_LIMIT } from './clean-text.js';
import { endSmall } from './small-talk.js';

/** Cards looked at when none fits. */
const NEAREST = 3;
const NOT_A_SERVICE: Route[] = ['emergency', 'chat', 'out_of_scope'];

/** Searches the cards. Without the model there is no claim: the rules' verdict is answered with its fixed words. */
export async function findKnowledge(turn: Turn, parts: ChatParts): Promise<void> {
  const { knowledge, search } = parts;
  const emergency = turn.verdict?.route === 'emergency';
  const text = parts.fold.simplify(turn.text.slice(0, SEARCH_LIMIT));
  let vector: Float32Array;
  try {
    vector = await parts.embed(text);
  } catch {
    const note = knowledge.words.notes.no_model ?? '';
    if (!turn.notes.includes(note)) turn.notes.push(note);
    end(turn, emergency ? 'answered_emergency' : 'failed_model');
    return;
  }
  // a search that fails is not "no card fits": answer.ts ends the turn as failed_knowledge
  const { hits, claim } = await search({ text, vector, routes: turn.verdict?.routes ?? null });
  turn.hits = hits;
  const [best] = hits;
  const card = best && knowledge.card(best.card);
  if (card && claim) {
    turn.hit = best;
    turn.card = card;
  }
  turn.nearest = hits.slice(0, NEAREST).flatMap((h) => knowledge.card(h.card) ?? []);
  if (emergency) end(turn, 'answered_emergency');
  else if (turn.card) routeByCards(turn);
  else {
    endSmall(turn);
    end(turn, 'unanswered_no_card');
  }
}

/** A card that fits proves that it was no small talk: the next likely route is triage's decision then. */
function routeByCards(turn: Turn): void {
  const { verdict } = turn;
  if (!verdict?.routes || !(verdict.route === 'chat' || verdict.route === 'out_of_scope')) return;
  const { routes } = verdict;
  const services = (Object.keys(routes) as Route[]).filter((r) => !NOT_A_SERVICE.includes(r));
  const route = services.reduce((a, b) => (routes[b] > routes[a] ? b : a), 'hotline');
  turn.verdict = { ...verdict, route, reasons: [...verdict.reasons, '有贴近的卡，不算闲聊'] };
}
