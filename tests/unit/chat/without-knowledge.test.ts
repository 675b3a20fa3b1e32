/** What is to be looked up cannot be: the real list of steps over knowledge or an index that fails. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatParts } from '../../../server/chat/turn.js';
import { searchWithoutIndex } from '../../../server/retrieval/search.js';
import { askTurn, memoryOfCard } from '../../support/ask-turn.js';
import { expectReply } from '../../support/matches.js';
import { type StartedServices, startServices } from '../../support/start-services.js';

let started: StartedServices;
let chat: ChatParts;
beforeAll(async () => {
  started = await startServices({ store: false });
  chat = started.services.chat;
});
afterAll(() => started.close());

describe('failed_knowledge: what triage knows is answered, and that nothing can be looked up is said', () => {
  const broken = () => {
    throw Object.assign(new Error('database disk image is malformed'), { code: 'SQLITE_CORRUPT' });
  };
  const FAULTS: [name: string, parts: () => Partial<ChatParts>][] = [
    [
      'the index is broken',
      () => ({ search: Object.assign(async () => broken(), { weights: chat.search.weights }) }),
    ],
    ['the index was never built', () => ({ search: searchWithoutIndex(chat.search.weights) })],
    ['cards cannot be read', () => ({ knowledge: { ...chat.knowledge, card: broken } })],
    ['citations cannot be read', () => ({ knowledge: { ...chat.knowledge, citation: broken } })],
  ];
  const lose = (parts: Partial<ChatParts>) => {
    const told: unknown[] = [];
    return { told, chat: { ...chat, ...parts, fault: (error: unknown) => told.push(error) } };
  };
  it.each(FAULTS)('%s', async (_, parts) => {
    const lost = lose(parts());
    const { reply, emergencies } = await askTurn(lost.chat, '楼上半夜拖椅子，跟物业说了也不管');
    expectReply(reply);
    const { failed_knowledge, no_card } = chat.knowledge.words;
    expect(reply).toMatchObject({
      outcome: 'failed_knowledge',
      route: 'mediation',
      danger: 'none',
      card: null,
    });
    expect(reply.headline).toBe(failed_knowledge.mediation?.headline);
    expect(reply.lines.map((l) => l.number)).toEqual(failed_knowledge.mediation?.lines);
    expect(reply.lines.map((l) => l.number)).toContain('110');
    expect(reply.actions.map((a) => a.target)).toEqual(reply.lines.map((l) => l.number));
    expect(reply.steps).toEqual(no_card.mediation?.steps);
    expect(reply.notes).toEqual([]);
    expect(emergencies).toEqual([]);
    expect(lost.told).toHaveLength(1);
  });
  it.each(FAULTS)('%s: an emergency is answered as one', async (_, parts) => {
    const lost = lose(parts());
    const { reply, emergencies } = await askTurn(lost.chat, '救命，他拿刀砍我');
    expectReply(reply);
    expect(reply).toMatchObject({ outcome: 'answered_emergency', route: 'emergency' });
    expect(reply.lines[0]?.number).toBe('110');
    expect(emergencies).toHaveLength(1);
    expect(emergencies[0]?.lines[0]?.number).toBe('110');
  });
  it('an emergency says that more cannot be looked up', async () => {
    const { reply } = await askTurn(lose(FAULTS[0]?.[1]() ?? {}).chat, '救命，他拿刀砍我');
    expect(reply.notes).toContain(chat.knowledge.words.notes.no_knowledge);
  });
  it('a follow-up whose card cannot be read', async () => {
    const lost = lose({ knowledge: { ...chat.knowledge, card: broken } });
    const { reply } = await askTurn(lost.chat, '那要多久', { memory: memoryOfCard('noise-upstairs') });
    expect(reply.outcome).toBe('failed_knowledge');
  });
  it('every route that a service has is given whom to call, danger included', () => {
    const { failed_knowledge, no_card } = chat.knowledge.words;
    expect(Object.keys(failed_knowledge).sort()).toEqual(Object.keys(no_card).sort());
    for (const { headline, lines } of Object.values(failed_knowledge)) {
      expect(lines).toContain('110');
      expect(headline.match(/。/gu)).toHaveLength(1);
      expect(headline).toContain(lines[0]);
    }
  });
  it('before triage nothing is known: the fault is not hidden', async () => {
    const fold = { ...chat.fold, clean: broken };
    await expect(askTurn({ ...chat, fold }, '楼上太吵')).rejects.toThrow('malformed');
  });
});
