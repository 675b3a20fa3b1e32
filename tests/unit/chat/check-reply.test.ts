/** The last look over a reply, with the real knowledge. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkReply } from '../../../server/chat/steps/check-reply.js';
import { type ChatParts, newTurn } from '../../../server/chat/turn.js';
import type { Reply } from '../../../server/protocol.js';
import { askTurn } from '../../support/ask-turn.js';
import { NO_MODEL, type StartedServices, startServices } from '../../support/start-services.js';

let started: StartedServices;
let chat: ChatParts;
let card: Reply;
let danger: Reply;
beforeAll(async () => {
  started = await startServices({ store: false, env: NO_MODEL });
  chat = started.services.chat;
  danger = (await askTurn(chat, '救命，他拿刀砍我')).reply;
  card = (await askTurn(chat, '你好')).reply;
});
afterAll(() => started.close());

const check = (reply: Reply, changes: Partial<Reply>): Reply => {
  const turn = newTurn({ id: 't', utterance: '', memory: null, emit: () => {} });
  turn.reply = { ...structuredClone(reply), ...changes };
  checkReply(turn, chat);
  return turn.reply;
};

describe('check-reply', () => {
  it('gives an emergency without numbers the general ones, with buttons to dial', () => {
    const checked = check(danger, { lines: [], actions: [] });
    expect(checked.lines.map((l) => l.number)).toEqual(chat.knowledge.words.emergency.general?.lines);
    expect(checked.actions[0]).toMatchObject({ kind: 'dial', target: '110' });
  });
  it.each(['不用打110，自己谈谈就行', '不要报警', '没必要报警，邻里和气为先', '别打110了'])(
    'no step talks anyone out of calling the police: %s',
    (step) => {
      expect(check(card, { steps: ['先拍照', step] }).steps).toEqual(['先拍照']);
    },
  );
  it('a headline that does is replaced', () => {
    expect(check(card, { headline: '不用报警' }).headline).toBe(chat.knowledge.words.unclear.headline);
  });
  it('an empty headline is replaced', () => {
    expect(check(card, { headline: '' }).headline).toBe(chat.knowledge.words.unclear.headline);
  });
  it.each(['先打 110', '报警以后要一张受案回执', '110 占线就打 12345'])('other steps stay: %s', (step) => {
    expect(check(card, { steps: [step] }).steps).toEqual([step]);
  });
  it('drops empty notes', () => {
    expect(check(card, { notes: ['', '一条'] }).notes).toEqual(['一条']);
  });
  it('leaves every reply of the knowledge untouched: no reviewed text dissuades', () => {
    for (const c of started.services.knowledge.cards) {
      const reply = { ...card, headline: c.headline, steps: c.steps };
      expect(check(reply, {})).toMatchObject({ headline: c.headline, steps: c.steps });
    }
  });
});
