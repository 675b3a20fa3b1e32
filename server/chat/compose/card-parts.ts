import type { Action, Line, Reply } from '../../protocol.js';
import { dialActions } from '../emergency-part.js';
import type { GuidanceCard } from '../ports.js';
import type { ChatParts, Turn } from '../turn.js';

/** Steps of the nearest card that a clarifying reply shows already. */
const FIRST_STEPS = 2;

/** Every part of a reply that a card gives, word for word. */
export function cardParts(card: GuidanceCard, turn: Turn, parts: ChatParts): Partial<Reply> {
  const { knowledge } = parts;
  const lines = cardLines(card, parts);
  return {
    lines,
    tier: card.tier ? (knowledge.tier(card.tier) ?? null) : null,
    headline: card.headline,
    contact: card.contact ?? null,
    safety: {
      beforeDialling: card.safety?.before_dialling ?? [],
      whileWaiting: card.safety?.while_waiting ?? [],
      doNot: card.safety?.do_not ?? [],
    },
    dangerSign: card.danger_sign ?? null,
    askSafe: card.ask_safe ?? null,
    steps: card.steps,
    evidence: card.evidence,
    deadlines: card.deadlines.map((d) => ({ text: d.text, from: d.from, citation: d.cite ?? null })),
    citations: card.citations.map((c) => knowledge.citation(c)),
    cases: card.cases.flatMap((id) => knowledge.caseOf(id) ?? []),
    actions: actionsOf(card, lines, parts),
    alsoSee: card.also_see.flatMap((id) => {
      const other = knowledge.card(id);
      return other ? [{ id, title: other.title }] : [];
    }),
    card: {
      id: card.id,
      title: card.title,
      question: turn.hit?.question ?? card.title,
      score: Math.round((turn.hit?.score ?? 1) * 1000) / 1000,
    },
  };
}

/** What a clarifying reply may already show of the nearest card: where to call and what to do first. */
export function firstSteps(card: GuidanceCard, turn: Turn, parts: ChatParts): Partial<Reply> {
  const whole = cardParts(card, turn, parts);
  return {
    lines: whole.lines ?? [],
    dangerSign: whole.dangerSign ?? null,
    askSafe: whole.askSafe ?? null,
    steps: card.steps.slice(0, FIRST_STEPS),
    actions: dialActions(whole.lines ?? [], parts),
  };
}

function cardLines(card: GuidanceCard, { knowledge }: ChatParts): Line[] {
  return card.lines.flatMap((l) => {
    const channel = knowledge.channel(l.number);
    return channel ? [{ number: l.number, name: channel.name, why: l.why, say: l.say }] : [];
  });
}

function actionsOf(card: GuidanceCard, lines: Line[], parts: ChatParts): Action[] {
  const actions = dialActions(lines, parts);
  if (card.danger_sign && !lines.some((l) => l.number === card.danger_sign?.number)) {
    const { labels } = parts.knowledge.words;
    const { number } = card.danger_sign;
    actions.push({ kind: 'dial', label: `${labels.dial} ${number}`, target: number });
  }
  if (card.tier) {
    actions.push({ kind: 'mediation', label: parts.knowledge.words.labels.mediation ?? '', target: card.id });
  }
  return actions;
}
