/** What every turn store must do (chat/ports.ts TurnStore); run on each implementation. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Memory, TurnRecord, TurnStore } from '../../server/chat/ports.js';
import type { Reply } from '../../server/protocol.js';

export const turnRecord = (over: Partial<TurnRecord> & { seq: number }): TurnRecord => ({
  turnId: `turn-${over.conversation ?? 'a'}-${over.seq}`,
  conversation: 'a',
  channel: 'api',
  askId: null,
  utterance: '楼上太吵',
  reply: {
    turnId: `turn-${over.conversation ?? 'a'}-${over.seq}`,
    route: 'mediation',
    danger: 'none',
    card: { id: 'noise-upstairs', score: 0.9 },
  } as unknown as Reply,
  outcome: 'answered_card',
  reasons: ['因为'],
  memory: {
    route: 'mediation',
    danger: 'none',
    scene: null,
    card: 'noise-upstairs',
    offered: [],
  } satisfies Memory,
  at: 1000 + over.seq,
  ...over,
});

export function testTurnStore(
  name: string,
  make: () => Promise<{ store: TurnStore; close: () => Promise<void> }>,
): void {
  describe(`turn store contract: ${name}`, () => {
    let store: TurnStore;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ store, close } = await make());
    });
    afterEach(() => close());

    it('knows nothing of a conversation that never was', async () => {
      expect(await store.find('nobody')).toBeNull();
      expect(await store.since('nobody', 0, 10)).toEqual([]);
      expect(await store.byAskId('nobody', 'x')).toBeNull();
      await expect(store.erase('nobody')).resolves.toBeUndefined();
    });
    it('keeps next number, last use and memory of the newest turn', async () => {
      const memory: Memory = { route: 'legal', danger: 'none', scene: null, card: 'sue-how', offered: ['x'] };
      await store.append([turnRecord({ seq: 1 }), turnRecord({ seq: 5, memory, at: 9000 })]);
      expect(await store.find('a')).toEqual({ nextSeq: 9, lastAt: 9000, memory });
    });
    it('never gives a number again, even when an older turn is stored later', async () => {
      await store.append([turnRecord({ seq: 9 })]);
      await store.append([turnRecord({ seq: 5 })]);
      expect((await store.find('a'))?.nextSeq).toBe(13);
    });
    it('gives turns after a number, oldest first, at most as many as asked', async () => {
      await store.append([9, 1, 5].map((seq) => turnRecord({ seq })));
      expect((await store.since('a', 0, 10)).map((t) => t.seq)).toEqual([1, 5, 9]);
      expect((await store.since('a', 1, 10)).map((t) => t.seq)).toEqual([5, 9]);
      expect((await store.since('a', 0, 2)).map((t) => t.seq)).toEqual([1, 5]);
      expect(await store.since('a', 9, 10)).toEqual([]);
    });
    it('gives the reply as it was', async () => {
      const turn = turnRecord({ seq: 1, askId: 'q' });
      await store.append([turn]);
      expect(await store.byAskId('a', 'q')).toEqual({ seq: 1, askId: 'q', reply: turn.reply });
    });
    it('the same turn or the same askId again changes nothing', async () => {
      const turn = turnRecord({ seq: 1, askId: 'q' });
      await store.append([turn]);
      await store.append([turn]);
      await store.append([{ ...turn, turnId: 'other', seq: 5 }]);
      expect((await store.since('a', 0, 10)).map((t) => t.reply.turnId)).toEqual([turn.turnId]);
    });
    it('the same askId in two conversations is two turns', async () => {
      await store.append([
        turnRecord({ seq: 1, askId: 'q' }),
        turnRecord({ seq: 1, askId: 'q', conversation: 'b' }),
      ]);
      expect(await store.byAskId('b', 'q')).not.toBeNull();
      expect(await store.since('a', 0, 10)).toHaveLength(1);
    });
    it('many turns without askId stand side by side', async () => {
      await store.append([1, 5, 9].map((seq) => turnRecord({ seq, askId: null })));
      expect(await store.since('a', 0, 10)).toHaveLength(3);
    });
    it('erases one conversation and leaves the others', async () => {
      await store.append([turnRecord({ seq: 1 }), turnRecord({ seq: 1, conversation: 'b' })]);
      await store.erase('a');
      expect(await store.find('a')).toBeNull();
      expect(await store.since('a', 0, 10)).toEqual([]);
      expect(await store.since('b', 0, 10)).toHaveLength(1);
    });
    it('stores all of a batch or nothing', async () => {
      const broken = { ...turnRecord({ seq: 5 }), utterance: null as unknown as string };
      await expect(store.append([turnRecord({ seq: 1 }), broken])).rejects.toThrow();
      expect(await store.since('a', 0, 10)).toEqual([]);
      expect(await store.find('a')).toBeNull();
    });
    it('takes text that tries to be SQL or is strange', async () => {
      const utterance = `'); DROP TABLE turn; -- "引号" \u0000 🙂`;
      const conversation = `x' OR '1'='1`;
      await store.append([turnRecord({ seq: 1, conversation, utterance, askId: utterance })]);
      expect(await store.byAskId(conversation, utterance)).not.toBeNull();
      expect(await store.find('x')).toBeNull();
    });
  });
}
