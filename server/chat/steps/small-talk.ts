import { type ChatParts, end, type Turn } from '../turn.js';

/** Greetings, thanks, abuse, attempts to subvert, and what is outside: short fixed words from data. */
export function smallTalk(turn: Turn, _parts: ChatParts): void {
  const { verdict, screening } = turn;
  if (!verdict || verdict.route === 'emergency') return;
  if (verdict.route === 'chat')
    end(turn, screening.small === 'abuse' ? 'guarded_abuse' : 'answered_small_talk');
  if (verdict.route === 'out_of_scope') {
    end(turn, screening.small === 'injection' ? 'guarded_injection' : 'guarded_out_of_scope');
  }
}
