import type { Reply } from '../../protocol.js';
import { blankReply } from '../compose/blank-reply.js';
import { cardParts, firstSteps } from '../compose/card-parts.js';
import { fixedParts } from '../compose/fixed-parts.js';
import { emergencyPart } from '../emergency-part.js';
import type { ChatParts, Turn } from '../turn.js';

/** Puts the reply together word for word from the card or the fixed words of its outcome. */
export function composeReply(turn: Turn, parts: ChatParts): void {
  const { verdict, outcome } = turn;
  if (!verdict || !outcome) throw new Error('compose-reply needs a verdict and an outcome');
  const base: Reply = {
    ...blankReply(turn, parts),
    outcome,
    route: verdict.route,
    danger: verdict.danger,
    notes: [...turn.notes],
  };
  turn.reply = { ...base, ...partsFor(turn, parts) };
}

function partsFor(turn: Turn, parts: ChatParts): Partial<Reply> {
  const { knowledge } = parts;
  const words = knowledge.words;
  switch (turn.outcome) {
    case 'answered_emergency':
      return emergencyReply(turn, parts);
    case 'answered_card':
      return turn.card ? cardParts(turn.card, turn, parts) : fixedParts(words.unclear, parts);
    case 'answered_follow_up':
      return followUpReply(turn, parts);
    case 'clarified_cards':
      return clarifyReply(turn, parts);
    case 'unanswered_no_card':
    case 'failed_model':
      return declineReply(turn, parts);
    case 'failed_knowledge':
      return lostReply(turn, parts);
    case 'guarded_rate_limit':
      return fixedParts(words.rate_limit, parts);
    case 'guarded_injection':
      return fixedParts(words.injection, parts);
    case 'guarded_out_of_scope':
      return fixedParts(words.out_of_scope, parts);
    case 'guarded_abuse':
      return fixedParts(words.abuse, parts);
    default: {
      const small = turn.screening.small;
      if (small === 'greeting' || small === 'thanks' || small === 'ability')
        return fixedParts(words[small], parts);
      return fixedParts(turn.folded.length <= 1 ? words.unclear : words.chat, parts);
    }
  }
}

/** Emergency first; the card's guidance follows when a card of an emergency or of this danger was found. */
function emergencyReply(turn: Turn, parts: ChatParts): Partial<Reply> {
  const { verdict, card } = turn;
  const part = emergencyPart(turn.id, verdict?.scene ?? null, verdict?.lines[0] ?? null, parts);
  const rest = card ? cardParts(card, turn, parts) : {};
  const seen = new Set(part.lines.map((l) => l.number));
  const words = parts.knowledge.words.notes;
  const notes = [...turn.notes];
  if (verdict?.unsure && words.unsure) notes.push(words.unsure);
  return {
    ...rest,
    headline: part.headline,
    lines: [...part.lines, ...(rest.lines ?? []).filter((l) => !seen.has(l.number))],
    safety: part.safety,
    actions: [
      ...part.actions,
      ...(rest.actions ?? []).filter((a) => (a.kind === 'dial' || a.kind === 'sms') && !seen.has(a.target)),
    ],
    tier: null,
    contact: null,
    notes,
  };
}

function followUpReply(turn: Turn, parts: ChatParts): Partial<Reply> {
  const { card, followUp } = turn;
  if (!card || !followUp) return {};
  const whole = cardParts(card, turn, parts);
  return {
    ...whole,
    headline: card.follow_ups[followUp],
    steps: [],
    evidence: followUp === 'no_evidence' ? (whole.evidence ?? []) : [],
    cases: [],
    notes: [...turn.notes, `${parts.knowledge.words.notes.follow_up ?? ''}（${card.title}）`],
  };
}

function clarifyReply(turn: Turn, parts: ChatParts): Partial<Reply> {
  const { clarify, notes } = parts.knowledge.words;
  const [nearest] = turn.choices;
  return {
    ...(nearest ? firstSteps(nearest, turn, parts) : {}),
    headline: clarify.question,
    card: null,
    clarify: {
      question: clarify.question,
      choices: [
        ...turn.choices.map((c) => ({ label: c.title, send: c.title })),
        { label: clarify.other, send: clarify.other_send },
      ],
    },
    notes: [...turn.notes, notes.maybe ?? ''],
  };
}

/** Nothing can be looked up: say so and whom to call, with what to do that holds for every trouble of this route. */
function lostReply(turn: Turn, parts: ChatParts): Partial<Reply> {
  const { failed_knowledge, no_card } = parts.knowledge.words;
  const route = turn.verdict?.route ?? '';
  const key = route in failed_knowledge ? route : 'hotline';
  const words = failed_knowledge[key] as (typeof failed_knowledge)[string];
  return fixedParts({ ...words, steps: no_card[key]?.steps ?? [], asks: [] }, parts);
}

/** Nothing fits: say so, show the nearest as maybe related, ask one question, give a line that answers. */
function declineReply(turn: Turn, parts: ChatParts): Partial<Reply> {
  const { knowledge } = parts;
  const { words } = knowledge;
  const fixed =
    words.no_card[turn.verdict?.route ?? 'hotline'] ?? (words.no_card.hotline as (typeof words)['unclear']);
  const near = turn.nearest;
  return {
    ...fixedParts(fixed, parts),
    alsoSee: near.map((c) => ({ id: c.id, title: c.title })),
    clarify:
      near.length >= 1
        ? {
            question: words.clarify.question,
            choices: [
              ...near.map((c) => ({ label: c.title, send: c.title })),
              { label: words.clarify.other, send: words.clarify.other_send },
            ],
          }
        : null,
    notes: [...turn.notes, ...(near.length > 0 ? [words.notes.maybe ?? ''] : []), words.notes.gap ?? ''],
  };
}
