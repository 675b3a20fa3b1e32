/**
 * Conversations over any transport: token, order of turns, sequence numbers, memory, storing.
 * The token is 128 random bits; only its sha256 is stored.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { AppError } from '../errors.js';
import type { Reply, ServerEvent } from '../protocol.js';
import { answer } from './answer.js';
import { emergencyEvent, laterEvents, replay, SEQ_PER_TURN, storedEvent } from './events.js';
import type { Memory, StoredTurn, TurnRecord, TurnStore } from './ports.js';
import { type ChatParts, newTurn } from './turn.js';

/** Where finished turns go: accepts at once, resolves when committed. */
export interface TurnSink {
  put(turn: TurnRecord): Promise<void>;
  /** turns accepted but not yet committed */
  pending(conversation: string): TurnRecord[];
  /** resolves when a turn that waits is committed; null when it does not wait */
  committed(turnId: string): Promise<void> | null;
  drop(conversation: string): void;
}
export interface ConversationParts extends ChatParts {
  /** null: nothing is stored (command line) */
  store: TurnStore | null;
  sink: TurnSink | null;
  now: () => number;
  /** a token unused for this long (ms) is unknown */
  lifetime: number;
  observe?: (turn: TurnRecord, ms: number) => void;
}
export interface Conversation {
  readonly key: string;
  readonly token: string | null;
  nextSeq: number;
  memory: Memory | null;
  lastAt: number;
  /** read from the store: an askId may have been answered before this process knew of it */
  readonly stored: boolean;
  /** askIds of this process */
  readonly asked: Set<string>;
  /** the turn before this one has been answered */
  tail: Promise<unknown>;
}
export interface Answered {
  reply: Reply;
  seq: number;
  reasons: string[];
  /** resolves when the turn is committed; never rejects before the sink gives up */
  committed: Promise<void>;
}

const KEPT = 20_000;
/** Turns read at once when a client comes back. */
const PAGE = 100;
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
const newToken = (): string => randomBytes(16).toString('base64url');

export class Conversations {
  private readonly live = new Map<string, Conversation>();
  constructor(private readonly parts: ConversationParts) {}

  start(): Conversation {
    const token = newToken();
    const conversation = this.remember({
      key: hashToken(token),
      token,
      nextSeq: 1,
      memory: null,
      stored: false,
    });
    return conversation;
  }

  /** The conversation of a token. Throws unknown_conversation for one that never was, expired or was erased. */
  async resume(token: string): Promise<Conversation> {
    const key = hashToken(token);
    const live = this.live.get(key);
    const now = this.parts.now();
    if (live && now - live.lastAt <= this.parts.lifetime) return live;
    const stored = await this.parts.store?.find(key).catch(() => null);
    if (!stored || now - stored.lastAt > this.parts.lifetime) throw new AppError('unknown_conversation');
    return this.remember({ key, token, nextSeq: stored.nextSeq, memory: stored.memory, stored: true });
  }

  private remember(c: Pick<Conversation, 'key' | 'token' | 'nextSeq' | 'memory' | 'stored'>): Conversation {
    const conversation: Conversation = {
      ...c,
      lastAt: this.parts.now(),
      asked: new Set(),
      tail: Promise.resolve(),
    };
    this.live.set(c.key, conversation);
    if (this.live.size > KEPT) this.live.delete(this.live.keys().next().value as string);
    return conversation;
  }

  /** Answers in the order asked. Events leave through `send` as soon as they are known; `stored` when committed. */
  ask(
    conversation: Conversation,
    input: {
      text: string;
      askId?: string | null;
      channel: string;
      rulesOnly?: boolean;
      send?: (e: ServerEvent) => void;
    },
  ): Promise<Answered> {
    const run = () => this.answerOne(conversation, input);
    const result = conversation.tail.then(run, run);
    conversation.tail = result.catch(() => {});
    return result;
  }

  private async answerOne(
    conversation: Conversation,
    input: {
      text: string;
      askId?: string | null;
      channel: string;
      rulesOnly?: boolean;
      send?: (e: ServerEvent) => void;
    },
  ): Promise<Answered> {
    const { parts } = this;
    const send = input.send ?? (() => {});
    const askId = input.askId ?? null;
    const start = parts.clock();
    // a new question never waits for the store: its emergency part leaves first
    const repeat = askId !== null && (conversation.stored || conversation.asked.has(askId));
    const before = repeat ? await this.again(conversation, askId) : null;
    if (askId) conversation.asked.add(askId);
    if (before) {
      const { reply, seq } = before;
      return { reply, seq, reasons: [], committed: this.sendAgain(before, 0, send) };
    }
    const seq = conversation.nextSeq;
    conversation.nextSeq += SEQ_PER_TURN;
    conversation.lastAt = parts.now();
    const turn = await answer(
      newTurn({
        id: randomUUID(),
        utterance: input.text,
        memory: conversation.memory,
        rulesOnly: input.rulesOnly ?? false,
        emit: (e) => {
          if (e.type === 'emergency') send(emergencyEvent(seq, askId, e.part));
        },
      }),
      parts,
    );
    const reply = turn.reply as Reply;
    for (const event of laterEvents(seq, askId, reply)) send(event);
    const reasons = turn.verdict?.reasons ?? [];
    if (input.rulesOnly || !parts.sink) {
      if (!input.rulesOnly) conversation.memory = memoryOf(turn);
      return { reply, seq, reasons, committed: Promise.resolve() };
    }
    conversation.memory = memoryOf(turn);
    const record: TurnRecord = {
      turnId: turn.id,
      conversation: conversation.key,
      channel: input.channel,
      askId,
      seq,
      utterance: turn.masked,
      reply,
      outcome: reply.outcome,
      reasons,
      memory: conversation.memory,
      at: parts.now(),
    };
    parts.observe?.(record, parts.clock() - start);
    const committed = parts.sink.put(record).then(() => send(storedEvent(seq, askId, turn.id)));
    committed.catch(() => {});
    return { reply, seq, reasons, committed };
  }

  /** The turn that this askId already got, if any. */
  private async again(conversation: Conversation, askId: string): Promise<StoredTurn | null> {
    const waiting = this.parts.sink?.pending(conversation.key).find((t) => t.askId === askId);
    if (waiting) return waiting;
    return (await this.parts.store?.byAskId(conversation.key, askId).catch(() => null)) ?? null;
  }

  /** Sends the events of an answered turn that are newer than `last`; `stored` only when it is committed. */
  private sendAgain(turn: StoredTurn, last: number, send: (e: ServerEvent) => void): Promise<void> {
    const events = replay(turn, last);
    for (const event of events) if (event.type !== 'stored') send(event);
    const committed = (this.parts.sink?.committed(turn.reply.turnId) ?? Promise.resolve()).then(() => {
      for (const event of events) if (event.type === 'stored') send(event);
    });
    committed.catch(() => {});
    return committed;
  }

  /** Sends what a client that saw `last` has missed, in order. */
  async sendMissed(conversation: Conversation, last: number, send: (e: ServerEvent) => void): Promise<void> {
    await conversation.tail;
    // first what waits: a turn that is committed while the store is asked would be in neither
    const pending = this.parts.sink?.pending(conversation.key) ?? [];
    const stored: StoredTurn[] = [];
    for (let from = last - SEQ_PER_TURN, more = true; more; from = stored.at(-1)?.seq ?? from) {
      const page = (await this.parts.store?.since(conversation.key, from, PAGE)) ?? [];
      stored.push(...page);
      more = page.length === PAGE;
    }
    const known = new Set(stored.map((t) => t.seq));
    const waiting = pending.filter((t) => !known.has(t.seq));
    for (const turn of [...stored, ...waiting].sort((a, b) => a.seq - b.seq)) {
      const committed = this.sendAgain(turn, last, send);
      if (!waiting.some((w) => w.turnId === turn.reply.turnId)) await committed;
    }
  }

  /** Erases every trace of a conversation; the token is unknown afterwards. */
  async erase(conversation: Conversation): Promise<void> {
    await conversation.tail;
    this.parts.sink?.drop(conversation.key);
    await this.parts.store?.erase(conversation.key);
    this.live.delete(conversation.key);
  }
}

type Finished = Awaited<ReturnType<typeof answer>>;
/** Small talk does not change the topic of a conversation. */
function memoryOf(turn: Finished): Memory {
  const { verdict, memory } = turn;
  const keep = turn.outcome === 'answered_small_talk' || turn.outcome?.startsWith('guarded') === true;
  if (keep && memory) return memory;
  return {
    route: verdict?.route ?? 'hotline',
    danger: verdict?.danger ?? 'none',
    scene: verdict?.scene ?? null,
    card: turn.card?.id ?? null,
    offered: turn.choices.map((c) => c.id),
  };
}
