/**
 * A turn store over a database that may be away, read-only or broken now and well again later:
 * after such a failure the next write opens it anew, while reads go on with what is there.
 */
import type { OpenDatabase } from './open-database.js';
import { SqliteTurnStore, type TurnRow } from './turn-store.js';

/** A connection that met one of these does not recover by itself (a file opened read-only stays so). */
const REOPEN = /^SQLITE_(READONLY|CANTOPEN|IOERR|NOTADB|CORRUPT|MISUSE)/u;

export class ReopeningTurnStore<Turn extends TurnRow, Memory, Reply> {
  private database: OpenDatabase | null = null;
  private turns: SqliteTurnStore<Turn, Memory, Reply> | null = null;
  private stale = true;

  /** @param open opens the database and brings its schema up to date, or throws */
  constructor(private readonly open: () => Promise<OpenDatabase>) {}

  /** false: the next write must open the database first */
  get ready(): boolean {
    return !this.stale;
  }
  /** @param stale good for reading, but to be opened anew before the next write */
  use(database: OpenDatabase, stale: boolean): void {
    this.database = database;
    this.turns = new SqliteTurnStore<Turn, Memory, Reply>(database);
    this.stale = stale;
  }
  setBusyTimeout(ms: number): void {
    this.database?.raw.pragma(`busy_timeout = ${ms}`);
  }

  async append(turns: Turn[]): Promise<void> {
    const store = await this.writable();
    await this.noticing(() => store.append(turns));
  }
  async erase(key: string): Promise<void> {
    const store = await this.writable();
    await this.noticing(() => store.erase(key));
  }
  async find(key: string): Promise<{ nextSeq: number; lastAt: number; memory: Memory | null } | null> {
    return (await this.turns?.find(key)) ?? null;
  }
  async since(
    key: string,
    seq: number,
    limit: number,
  ): Promise<{ seq: number; askId: string | null; reply: Reply }[]> {
    return (await this.turns?.since(key, seq, limit)) ?? [];
  }
  async byAskId(
    key: string,
    askId: string,
  ): Promise<{ seq: number; askId: string | null; reply: Reply } | null> {
    return (await this.turns?.byAskId(key, askId)) ?? null;
  }
  async close(): Promise<void> {
    await this.database?.close();
  }

  private async writable(): Promise<SqliteTurnStore<Turn, Memory, Reply>> {
    if (this.turns && !this.stale) return this.turns;
    const old = this.database;
    this.use(await this.open(), false);
    await old?.close().catch(() => {});
    return this.turns as unknown as SqliteTurnStore<Turn, Memory, Reply>;
  }
  private async noticing(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (REOPEN.test((error as { code?: string }).code ?? '')) this.stale = true;
      throw error;
    }
  }
}
