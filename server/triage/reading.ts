/** A message as the rules read it: which alternatives it may match at all, and what guards say; each found once. */
import { alive, anyMatches, type Finder } from './finder.js';
import { type Holdings, holdingsOf } from './needles.js';

export interface CompiledGuard {
  name: string;
  pattern: Finder;
  but: Finder | null;
  before: number;
  after: number;
  whole: boolean;
  sentence: boolean;
}

export class Reading {
  private readonly holdings: Holdings;
  private readonly living = new Map<Finder, RegExp[]>();
  private readonly whole = new Map<CompiledGuard, boolean>();
  constructor(readonly text: string) {
    this.holdings = holdingsOf(text);
  }

  /** The alternatives that may match in the message, and so in any part of it. */
  alive(finder: Finder): RegExp[] {
    const known = this.living.get(finder);
    if (known) return known;
    const found = alive(finder, this.holdings);
    this.living.set(finder, found);
    return found;
  }

  has(finder: Finder): boolean {
    return anyMatches(this.alive(finder), this.text);
  }

  /** Whether the guard excuses a match at [start, end). A guard over the whole message is asked once. */
  excuses(guard: CompiledGuard, start: number, end: number): boolean {
    if (this.alive(guard.pattern).length === 0) return false;
    if (!guard.whole) return this.holds(guard, reachOf(guard, this.text, start, end));
    const known = this.whole.get(guard) ?? this.holds(guard, this.text);
    this.whole.set(guard, known);
    return known;
  }

  private holds({ pattern, but }: CompiledGuard, reach: string): boolean {
    return anyMatches(this.alive(pattern), reach) && !(but && anyMatches(this.alive(but), reach));
  }
}

const SENTENCE_ENDS = '。!?;\n';
const endsSentence = (text: string, at: number): boolean => SENTENCE_ENDS.includes(text.charAt(at));

/** The text a guard looks at: the match with its surroundings, of its own sentence where the guard asks so. */
function reachOf(guard: CompiledGuard, text: string, start: number, end: number): string {
  let from = Math.max(0, start - guard.before);
  let to = Math.min(text.length, end + guard.after);
  if (guard.sentence) {
    let i = start;
    while (i > from && !endsSentence(text, i - 1)) i -= 1;
    from = i;
    i = end;
    while (i < to && !endsSentence(text, i)) i += 1;
    // the mark itself stays: a question mark may be what the guard looks for
    to = Math.min(to, i + 1);
  }
  return text.slice(from, to);
}
