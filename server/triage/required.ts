/**
 * Which strings a match of a pattern cannot do without. A clause is a set of strings of which every match
 * contains at least one; a pattern has several, and all of them hold. Nothing is said where nothing is certain.
 */

/** Any of these stands in every match. */
export type Clause = readonly string[];
/** What is known of a piece of a pattern. */
export interface Required {
  /** all that the piece can match, when it is a short list; '' where it matches between characters */
  exact: Clause | null;
  clauses: readonly Clause[];
}

/** Longest list of exact strings that is kept. */
const MOST = 100;

/** The piece may match anything. */
export const ANYTHING: Required = { exact: null, clauses: [] };

export const exactly = (strings: Clause): Required =>
  strings.length > MOST ? ANYTHING : { exact: [...new Set(strings)], clauses: [] };

/** What every match of the piece contains; none where a match may be empty or anything. */
export function clausesOf({ exact, clauses }: Required): readonly Clause[] {
  if (!exact) return clauses;
  return exact.includes('') ? [] : [exact];
}

const product = (a: Clause, b: Clause): string[] => a.flatMap((x) => b.map((y) => x + y));

/** Pieces one after another. Neighbours that are both exact join, so that a clause may span them. */
export function inSequence(pieces: readonly Required[]): Required {
  const clauses: Clause[] = [];
  let run: Clause = [''];
  let whole = true;
  const flush = () => {
    clauses.push(...clausesOf({ exact: run, clauses: [] }));
    whole = false;
  };
  for (const piece of pieces) {
    if (piece.exact && run.length * piece.exact.length <= MOST) {
      run = product(run, piece.exact);
      continue;
    }
    flush();
    clauses.push(...piece.clauses);
    run = piece.exact ?? [''];
  }
  if (whole) return exactly(run);
  flush();
  return { exact: null, clauses };
}

/** One of several pieces: a match contains what the piece it takes requires, so each must require something. */
export function oneOf(pieces: readonly Required[], cost: (clause: Clause) => number): Required {
  const exact = pieces.flatMap((p) => p.exact ?? []);
  if (pieces.every((p) => p.exact) && exact.length <= MOST) return exactly(exact);
  const best = pieces.map((p) => cheapest(clausesOf(p), cost));
  return best.every((c) => c !== undefined) ? { exact: null, clauses: [best.flat()] } : ANYTHING;
}

const cheapest = (clauses: readonly Clause[], cost: (clause: Clause) => number): Clause | undefined =>
  clauses.length === 0 ? undefined : clauses.reduce((a, b) => (cost(b) < cost(a) ? b : a));

/** A piece min to max times. */
export function repeated(piece: Required, min: number, max: number): Required {
  if (min === 1 && max === 1) return piece;
  if (min > 0) return { exact: null, clauses: clausesOf(piece) };
  return piece.exact && max === 1 ? exactly([...piece.exact, '']) : ANYTHING;
}
