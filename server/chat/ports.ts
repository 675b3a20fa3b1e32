/** What chat needs from outside, as types: the store and knowledge fill them (services.ts). */
import type { Citation, Danger, Outcome, Reply, Route, Tier } from '../protocol.js';
import type { Classification, Context } from '../triage/types.js';

/** A card as chat reads it. */
export interface GuidanceCard {
  id: string;
  title: string;
  topic: string;
  route: Route;
  also_ok: Route[];
  tier?: Tier;
  danger: Danger;
  headline: string;
  contact?: { who: string; why: string; say: string; cost: string };
  lines: { number: string; why: string; say: string }[];
  safety?: { before_dialling: string[]; while_waiting: string[]; do_not: string[] };
  danger_sign?: { text: string; number: string };
  ask_safe?: string;
  steps: string[];
  evidence: string[];
  deadlines: { text: string; from: string; cite?: { law: string; article: string } }[];
  citations: { law: string; article: string; gist: string }[];
  cases: string[];
  documents: string[];
  also_see: string[];
  follow_ups: Record<FollowUp, string>;
}
export type FollowUp = 'how_long' | 'refuses' | 'away' | 'cost' | 'no_evidence';
export interface FixedReply {
  headline: string;
  steps: string[];
  asks: string[];
  lines: string[];
}
export interface SafetyWords {
  headline: string;
  lines: string[];
  say: string;
  before_dialling: string[];
  while_waiting: string[];
  do_not: string[];
}
/** Every word that is not a card's (knowledge/replies.yaml). */
export interface FixedWords {
  notice: string[];
  greeting: FixedReply;
  thanks: FixedReply;
  ability: FixedReply;
  chat: FixedReply;
  abuse: FixedReply;
  injection: FixedReply;
  out_of_scope: FixedReply;
  unclear: FixedReply;
  rate_limit: FixedReply;
  no_card: Record<string, FixedReply>;
  /** by route: that nothing can be looked up, and whom to call; what to do is `no_card`'s */
  failed_knowledge: Record<string, Pick<FixedReply, 'headline' | 'lines'>>;
  emergency: Record<string, SafetyWords>;
  notes: Record<string, string>;
  labels: Record<string, string>;
  clarify: { question: string; other: string; other_send: string };
  follow_up_patterns: Record<string, string[]>;
}

/** The reviewed knowledge, looked up by key. */
export interface KnowledgePort {
  card(id: string): GuidanceCard | undefined;
  caseOf(id: string): Reply['cases'][number] | undefined;
  channel(
    number: string,
  ): { number: string; name: string; why: string; say: string; sms: boolean } | undefined;
  citation(source: { law: string; article: string; gist: string }): Citation;
  tier(id: Tier): NonNullable<Reply['tier']> | undefined;
  words: FixedWords;
}

/** Embedding of a text; throws when the model is not to be had. */
export type EmbedPort = (text: string) => Promise<Float32Array>;
/** The classifier's opinion of one window of text, or null when its weights are missing. */
export type ClassifyPort =
  | ((text: string, vector: Float32Array, rules: ReadonlySet<string>) => Classification)
  | null;

/** What a conversation remembers between turns. */
export interface Memory extends Context {
  card: string | null;
  /** cards offered by the last clarifying question */
  offered: string[];
}
/** One answered turn as it is stored: the utterance is masked. */
export interface TurnRecord {
  turnId: string;
  /** sha256 of the conversation token */
  conversation: string;
  channel: string;
  askId: string | null;
  /** first sequence number of the turn; it uses SEQ_PER_TURN of them */
  seq: number;
  utterance: string;
  reply: Reply;
  outcome: Outcome;
  reasons: string[];
  memory: Memory;
  at: number;
}
export interface StoredConversation {
  nextSeq: number;
  lastAt: number;
  memory: Memory | null;
}
export interface StoredTurn {
  seq: number;
  askId: string | null;
  reply: Reply;
}
/** Contract of a turn store; one suite runs on every implementation. */
export interface TurnStore {
  find(conversation: string): Promise<StoredConversation | null>;
  /** Inserts the turn and its conversation in one transaction; the same askId again changes nothing. */
  append(turns: TurnRecord[]): Promise<void>;
  /** Turns whose events may be newer than `seq`, oldest first. */
  since(conversation: string, seq: number, limit: number): Promise<StoredTurn[]>;
  byAskId(conversation: string, askId: string): Promise<StoredTurn | null>;
  erase(conversation: string): Promise<void>;
}
