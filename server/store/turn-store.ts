/** Conversations and turns on the embedded database. Implements chat's TurnStore. */
import { type Kysely, sql } from 'kysely';
import type { OpenDatabase } from './open-database.js';
import { inTransaction, truncateLog } from './open-database.js';
import type { Tables } from './schema.js';

/** The shapes that chat hands over (chat/ports.ts); the store may not import chat. */
export interface TurnRow {
  turnId: string;
  conversation: string;
  channel: string;
  askId: string | null;
  seq: number;
  utterance: string;
  reply: { route: string; danger: string; card: { id: string; score: number } | null };
  outcome: string;
  reasons: string[];
  memory: unknown;
  at: number;
}
const SEQ_PER_TURN = 4;

export class SqliteTurnStore<Turn extends TurnRow, Memory, Reply> {
  private readonly db: Kysely<Tables>;
  constructor(private readonly opened: OpenDatabase) {
    this.db = opened.db;
  }

  async find(key: string): Promise<{ nextSeq: number; lastAt: number; memory: Memory | null } | null> {
    const row = await this.db
      .selectFrom('conversation')
      .select(['next_seq', 'last_at', 'memory'])
      .where('key', '=', key)
      .executeTakeFirst();
    if (!row) return null;
    return {
      nextSeq: row.next_seq,
      lastAt: row.last_at,
      memory: row.memory ? (JSON.parse(row.memory) as Memory) : null,
    };
  }

  async append(turns: Turn[]): Promise<void> {
    await inTransaction(this.db, async (trx) => {
      for (const turn of turns) await insert(trx, turn);
    });
  }

  async since(
    key: string,
    seq: number,
    limit: number,
  ): Promise<{ seq: number; askId: string | null; reply: Reply }[]> {
    const rows = await this.db
      .selectFrom('turn')
      .select(['seq', 'ask_id', 'reply'])
      .where('conversation', '=', key)
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(limit)
      .execute();
    return rows.map((r) => ({ seq: r.seq, askId: r.ask_id, reply: JSON.parse(r.reply) as Reply }));
  }

  async byAskId(
    key: string,
    askId: string,
  ): Promise<{ seq: number; askId: string | null; reply: Reply } | null> {
    const row = await this.db
      .selectFrom('turn')
      .select(['seq', 'ask_id', 'reply'])
      .where('conversation', '=', key)
      .where('ask_id', '=', askId)
      .executeTakeFirst();
    return row ? { seq: row.seq, askId: row.ask_id, reply: JSON.parse(row.reply) as Reply } : null;
  }

  /** Deletes (secure_delete overwrites the pages) and empties the write-ahead log. */
  async erase(key: string): Promise<void> {
    await inTransaction(this.db, async (trx) => {
      await trx.deleteFrom('turn').where('conversation', '=', key).execute();
      await trx.deleteFrom('conversation').where('key', '=', key).execute();
    });
    truncateLog(this.opened);
  }
}

async function insert(trx: Kysely<Tables>, turn: TurnRow): Promise<void> {
  const memory = JSON.stringify(turn.memory);
  const next_seq = turn.seq + SEQ_PER_TURN;
  await trx
    .insertInto('conversation')
    .values({
      key: turn.conversation,
      channel: turn.channel,
      next_seq,
      memory,
      created_at: turn.at,
      last_at: turn.at,
    })
    .onConflict((oc) =>
      oc.column('key').doUpdateSet({
        memory,
        last_at: turn.at,
        next_seq: sql<number>`max(conversation.next_seq, ${next_seq})`,
      }),
    )
    .execute();
  if (await insertAt(trx, turn, turn.seq)) return;
  if (await isThere(trx, turn)) return;
  // another server on the same data gave this number to a turn of its own: neither turn may be lost
  const { last } = await trx
    .selectFrom('turn')
    .select((eb) => eb.fn.max('seq').as('last'))
    .where('conversation', '=', turn.conversation)
    .executeTakeFirstOrThrow();
  const seq = last + SEQ_PER_TURN;
  await insertAt(trx, turn, seq);
  await trx
    .updateTable('conversation')
    .set({ next_seq: seq + SEQ_PER_TURN })
    .where('key', '=', turn.conversation)
    .execute();
}

/** The same turn, or the same askId, again. */
const isThere = async (trx: Kysely<Tables>, { turnId, conversation, askId }: TurnRow): Promise<boolean> => {
  const row = await trx
    .selectFrom('turn')
    .select('id')
    .where((eb) =>
      eb.or([
        eb('id', '=', turnId),
        ...(askId ? [eb.and([eb('conversation', '=', conversation), eb('ask_id', '=', askId)])] : []),
      ]),
    )
    .executeTakeFirst();
  return row !== undefined;
};

/** @returns false when it meets a row with the same id, askId or number */
async function insertAt(trx: Kysely<Tables>, turn: TurnRow, seq: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('turn')
    .values({
      id: turn.turnId,
      conversation: turn.conversation,
      seq,
      ask_id: turn.askId,
      utterance: turn.utterance,
      reply: JSON.stringify(turn.reply),
      outcome: turn.outcome,
      route: turn.reply.route,
      danger: turn.reply.danger,
      card: turn.reply.card?.id ?? null,
      score: turn.reply.card?.score ?? null,
      reasons: JSON.stringify(turn.reasons),
      created_at: turn.at,
    })
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}
