/** What is searched: each way of asking is an entry of its own that leads to one card. */
import { createHash } from 'node:crypto';

/** The part of a card that search needs (filled from knowledge/ by services). */
export interface SearchableCard {
  id: string;
  title: string;
  route: string;
  also_ok: string[];
  questions: string[];
  negatives: { text: string; belongs: string }[];
}
export interface Entry {
  text: string;
  /** the card that this text leads to */
  card: string;
  kind: 'question' | 'title' | 'negative' | 'none';
  /** for a negative: the card that it pushes away */
  not?: string;
}

/** Where entries lead that no card answers: when they are nearest, nothing is claimed. */
export const NONE = '';

/**
 * Every entry of every card, in a stable order. A negative question belongs to another card and leads there.
 * @param uncovered questions that no card answers
 */
export function entriesOf(cards: SearchableCard[], uncovered: string[] = []): Entry[] {
  const known = new Set(cards.map((c) => c.id));
  const none = uncovered.map((text): Entry => ({ text, card: NONE, kind: 'none' }));
  const own = cards.flatMap((card): Entry[] => [
    { text: card.title, card: card.id, kind: 'title' as const },
    ...card.questions.map((text) => ({ text, card: card.id, kind: 'question' as const })),
    ...card.negatives
      .filter((n) => known.has(n.belongs))
      .map((n) => ({ text: n.text, card: n.belongs, kind: 'negative' as const, not: card.id })),
  ]);
  return [...own, ...none];
}

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** Changes when any text, card or kind changes. */
export const entriesHash = (entries: Entry[]): string =>
  sha256(JSON.stringify(entries.map((e) => [e.text, e.card, e.kind, e.not ?? ''])));
