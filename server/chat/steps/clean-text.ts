import { type ChatParts, end, type Turn } from '../turn.js';

/** Characters that search reads (the main issue); triage reads the whole message. */
export const SEARCH_LIMIT = 1000;

/** Removes what cannot be read and folds what is written differently. An unreadable message ends here. */
export function cleanText(turn: Turn, { fold, knowledge }: ChatParts): void {
  turn.text = fold.clean(turn.utterance);
  turn.folded = fold.fold(turn.text);
  if (turn.text.length > SEARCH_LIMIT) turn.notes.push(knowledge.words.notes.too_long ?? '');
  if (!/[\p{L}\p{N}]/u.test(turn.folded) && !/\p{Extended_Pictographic}/u.test(turn.text)) {
    turn.verdict = {
      route: 'chat',
      danger: 'none',
      scene: null,
      lines: [],
      unsure: false,
      routes: null,
      reasons: ['没有可读的字'],
    };
    end(turn, 'answered_small_talk');
  }
}
