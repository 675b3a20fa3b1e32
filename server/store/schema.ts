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
/** One version of a law. Dates are YYYY-MM-DD, null where nothing says them. */
export interface StatuteTable {
  id: Generated<number>;
  /** key of the law's name */
  law: string;
  name: string;
  /** JSON list */
  short_names: string;
  /** folder in the collection: 经济法 */
  category: string;
  /** label: 2023年9月1日修正 */
  version: string;
  version_date: string;
  passed_on: string | null;
  passed_source: string;
  /** what the text itself says, kept so that laws.yaml can change without a new import */
  text_in_force_from: string | null;
  text_in_force_source: string | null;
  in_force_from: string | null;
  in_force_source: string | null;
  repealed_on: string | null;
  superseded_by: string | null;
  repealed_source: string | null;
  /** JSON list of what its text repeals */
  repeals: string;
  /** how many */
  articles: number;
  hash: string;
  /** JSON list of paths in the collection */
  files: string;
  /** loading: not complete, invisible; ready; gone: replaced, to be deleted */
  state: 'loading' | 'ready' | 'gone';
  imported_at: number;
}
/** Any spelling's key -> the law's key. */
export interface StatuteNameTable {
  name: string;
  law: string;
}
export interface ArticleTable {
  statute: number;
  seq: number;
  /** 第四十三条; 一、 or 全文 where a text has no 第…条; 附件 */
  number: string;
  text: string;
  /** JSON list, outermost first */
  chapter_path: string;
  /** sha256 of text */
  text_hash: string;
}
export interface Tables {
  conversation: ConversationTable;
  turn: TurnTable;
  knowledge: KnowledgeTable;
  statute: StatuteTable;
  statute_name: StatuteNameTable;
  article: ArticleTable;
}
