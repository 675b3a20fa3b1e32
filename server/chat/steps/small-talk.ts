import { type ChatParts, end, type Turn } from '../turn.js';

/**
 * Greetings, thanks, abuse, attempts to subvert, and what is plainly outside: short fixed words from data.
 * Where only the classifier thinks so, the cards are asked first (find-knowledge).
 */
export function smallTalk(turn: Turn, _parts: ChatParts): void {
  if (turn.screening.small) endSmall(turn);
}

/** Ends a turn whose route is `chat` or `out_of_scope`; others are left alone. */
export function endSmall(turn: Turn): void {
  const { verdict, screening } = turn;
  if (verdict?.route === 'chat') {
    end(turn, screening.small === 'abuse' ? 'guarded_abuse' : 'answered_small_talk');
  }
  if (verdict?.route === 'out_of_scope') {
    end(turn, screening.small === 'injection' ? 'guarded_injection' : 'guarded_out_of_scope');
  }
}
