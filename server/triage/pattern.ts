/**
 * Reads the source of a regular expression (flag u, checked by RegExp before) as far as is needed to know what
 * a match requires. What it does not know, it takes for anything.
 */
import { ANYTHING, type Clause, exactly, inSequence, oneOf, type Required, repeated } from './required.js';

/** One alternative of the whole pattern. */
export interface Alternative {
  source: string;
  required: Required;
}
type Cost = (clause: Clause) => number;

/** Matches between characters: nothing of the text is used up. */
const BETWEEN = exactly(['']);
const GROUP = /\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?/uy;
const QUANTIFIER = /(?:[?*+]|\{(\d+)(,?)(\d*)\})\??/uy;
const ESCAPE =
  /\\(?:u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[pP]\{[^}]*\}|c[A-Za-z]|k<[^>]*>|\d+|.)/uy;
const CLASS = /\[(\^?)((?:\\.|[^\]\\])*)\]/uy;

/** The alternatives of a pattern, in order. */
export function alternativesOf(source: string, cost: Cost): Alternative[] {
  let at = 0;
  const take = (token: RegExp): RegExpExecArray | null => {
    token.lastIndex = at;
    const found = token.exec(source);
    if (found) at = token.lastIndex;
    return found;
  };
  const branches = (): Alternative[] => {
    const out: Alternative[] = [];
    do {
      const start = at;
      const required = inSequence(sequence());
      out.push({ source: source.slice(start, at), required });
    } while (source[at] === '|' && ++at);
    return out;
  };
  const sequence = (): Required[] => {
    const pieces: Required[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') {
      const piece = atom();
      const times = take(QUANTIFIER);
      pieces.push(times ? repeated(piece, ...bounds(times)) : piece);
    }
    return pieces;
  };
  const atom = (): Required => {
    const group = take(GROUP);
    if (group) {
      const inside = branches();
      at += 1;
      if (/[=!]$/u.test(group[0])) return BETWEEN;
      return oneOf(
        inside.map((b) => b.required),
        cost,
      );
    }
    const members = take(CLASS);
    if (members) return members[1] ? ANYTHING : membersOf(members[2] ?? '');
    const special = take(ESCAPE);
    if (special) return escaped(special[0]);
    const literal = String.fromCodePoint(source.codePointAt(at) ?? 0);
    at += literal.length;
    if (literal === '^' || literal === '$') return BETWEEN;
    return literal === '.' ? ANYTHING : exactly([literal]);
  };
  return branches();
}

/** How often a quantifier lets its piece match: ? * + {n} {n,} {n,m} */
function bounds([text, min, comma, max]: RegExpExecArray): [number, number] {
  if (min !== undefined) return [Number(min), comma && !max ? Infinity : Number(max || min)];
  return [text[0] === '+' ? 1 : 0, text[0] === '?' ? 1 : Infinity];
}

const DIGITS = [...'0123456789'];

/** An escape: a character, the digits, a place between characters, or anything. */
function escaped(text: string): Required {
  const code = /^\\(?:u\{?|x)([0-9a-fA-F]+)\}?$/u.exec(text)?.[1];
  if (code) return exactly([String.fromCodePoint(Number.parseInt(code, 16))]);
  if (text === '\\d') return exactly(DIGITS);
  if (text === '\\b' || text === '\\B') return BETWEEN;
  return /^\\[\^$\\.*+?()[\]{}|/-]$/u.test(text) ? exactly([text.slice(1)]) : ANYTHING;
}

/** The members of a class, if they can be listed. */
function membersOf(body: string): Required {
  const found: string[] = [];
  for (let i = 0; i < body.length; ) {
    const [one, next] = member(body, i);
    if (!one) return ANYTHING;
    const [to, after] = body[next] === '-' && next + 1 < body.length ? member(body, next + 1) : [one, next];
    const from = one[0]?.codePointAt(0) ?? 0;
    const last = to?.at(-1)?.codePointAt(0) ?? Infinity;
    if (to === one) found.push(...one);
    else if (last - from > 300) return ANYTHING;
    else for (let c = from; c <= last; c += 1) found.push(String.fromCodePoint(c));
    i = after;
  }
  return exactly(found);
}

function member(body: string, at: number): [members: Clause | null, next: number] {
  ESCAPE.lastIndex = at;
  const special = ESCAPE.exec(body)?.[0];
  if (special) return [special === '\\b' ? null : escaped(special).exact, at + special.length];
  const literal = String.fromCodePoint(body.codePointAt(at) ?? 0);
  return [[literal], at + literal.length];
}
