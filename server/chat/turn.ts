/** The one thing that steps share: what is known of this turn so far. */

import type { EmergencyPart, Outcome, Reply, RoutePart } from '../protocol.js';
import type { Hit, Search } from '../retrieval/search.js';
import type { CompiledRules } from '../triage/rules.js';
import type { Screening, Verdict } from '../triage/types.js';
import type { TextFolder } from './fold.js';
import type { ClassifyPort, EmbedPort, FollowUp, GuidanceCard, KnowledgePort, Memory } from './ports.js';

/** Everything a step may use; made once in services.ts. */
export interface ChatParts {
  knowledge: KnowledgePort;
  rules: CompiledRules;
  fold: TextFolder;
  embed: EmbedPort;
  /** with the model that the classifier was trained on */
  embedForTriage: EmbedPort;
  classify: ClassifyPort;
  search: Search;
  /** told of what could not be looked up; the turn is answered from what triage knows */
  fault: (error: unknown) => void;
  /** monotonic milliseconds, for timings */
  clock: () => number;
}
export type Emit = (
  event: { type: 'emergency'; part: EmergencyPart } | { type: 'route'; part: RoutePart },
) => void;

export interface Turn {
  readonly id: string;
  /** the citizen's words, at most 16 KB */
  readonly utterance: string;
  readonly memory: Memory | null;
  readonly emit: Emit;
  /** only the rules run: no embedding, no search (over the rate limit) */
  readonly rulesOnly: boolean;
  /** readable text: control and direction marks removed */
  text: string;
  /** folded text that the rules read */
  folded: string;
  /** what may be stored */
  masked: string;
  notes: string[];
  screening: Screening;
  verdict: Verdict | null;
  hits: Hit[];
  card: GuidanceCard | null;
  hit: Hit | null;
  followUp: FollowUp | null;
  /** cards to choose from */
  choices: GuidanceCard[];
  /** cards that may be related when none fits */
  nearest: GuidanceCard[];
  emitted: { emergency: boolean };
  outcome: Outcome | null;
  reply: Reply | null;
  timings: Record<string, number>;
}

/** Ends the understanding of a turn; composing and checking still follow. */
export function end(turn: Turn, outcome: Outcome): void {
  turn.outcome ??= outcome;
}

export function newTurn(input: {
  id: string;
  utterance: string;
  memory: Memory | null;
  emit: Emit;
  rulesOnly?: boolean;
}): Turn {
  return {
    ...input,
    rulesOnly: input.rulesOnly ?? false,
    text: input.utterance,
    folded: input.utterance,
    masked: '',
    notes: [],
    screening: { signals: [], excused: [], emergency: false, small: null },
    verdict: null,
    hits: [],
    card: null,
    hit: null,
    followUp: null,
    choices: [],
    nearest: [],
    emitted: { emergency: false },
    outcome: null,
    reply: null,
    timings: {},
  };
}
