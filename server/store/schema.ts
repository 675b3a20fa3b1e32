/** Tables as Kysely sees them. Times are epoch milliseconds, JSON is text. */
import type { Generated } from 'kysely';

export interface ConversationTable {
  /** sha256 of the token */
  key: string;
  channel: string;
  next_seq: number;
  memory: string | null;
  created_at: number;
  last_at: number;
}
export interface TurnTable {
  id: string;
  conversation: string;
  seq: number;
  ask_id: string | null;
  /** masked */
  utterance: string;
  reply: string;
  outcome: string;
  route: string;
  danger: string;
  card: string | null;
  score: number | null;
  /** for staff only */
  reasons: string;
  created_at: number;
}
export interface KnowledgeTable {
  kind: string;
  id: string;
  body: string;
  /** sha256 of the body as last seeded */
  seed_hash: string;
  /** 1 when staff changed it after seeding */
  edited: Generated<number>;
  updated_at: number;
}
export interface Tables {
  conversation: ConversationTable;
  turn: TurnTable;
  knowledge: KnowledgeTable;
}
