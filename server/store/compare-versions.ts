/** Two versions of one law side by side, article by article. */
import type { StatuteArticle } from './statute.js';

export type ArticleChange = 'same' | 'changed' | 'new' | 'gone';
export interface ComparedArticle {
  number: string;
  change: ArticleChange;
  before: StatuteArticle | null;
  after: StatuteArticle | null;
  /** the number under which the same words stand in the other version, when the numbering moved */
  movedFrom: string | null;
  movedTo: string | null;
}

/** By number, in the order of the new version; what is gone comes last. Equal words under another number are named. */
export function compareVersions(before: StatuteArticle[], after: StatuteArticle[]): ComparedArticle[] {
  const old = new Map(before.map((a) => [a.number, a]));
  const numbers = new Set(after.map((a) => a.number));
  const oldByText = new Map(before.map((a) => [a.textHash, a.number]));
  const newByText = new Map(after.map((a) => [a.textHash, a.number]));
  const elsewhere = (map: Map<string, string>, a: StatuteArticle | null): string | null => {
    const number = a ? map.get(a.textHash) : undefined;
    return number && number !== a?.number ? number : null;
  };
  const row = (
    b: StatuteArticle | null,
    a: StatuteArticle | null,
    change: ArticleChange,
  ): ComparedArticle => ({
    number: (a ?? b)?.number ?? '',
    change,
    before: b,
    after: a,
    movedFrom: elsewhere(oldByText, a),
    movedTo: elsewhere(newByText, b),
  });
  return [
    ...after.map((a) => {
      const b = old.get(a.number) ?? null;
      return row(b, a, b === null ? 'new' : b.textHash === a.textHash ? 'same' : 'changed');
    }),
    ...before.filter((b) => !numbers.has(b.number)).map((b) => row(b, null, 'gone')),
  ];
}
