import { describe, expect, it } from 'vitest';
import {
  emergencyEvent,
  emergencyOf,
  laterEvents,
  replay,
  SEQ_PER_TURN,
  storedEvent,
} from '../../../server/chat/events.js';
import { groupOf, isGap } from '../../../server/chat/outcomes.js';
import { OUTCOMES, type Reply } from '../../../server/protocol.js';
import { seqs } from '../../support/chat-client.js';

const reply = (route: Reply['route']): Reply => ({
  turnId: 'turn',
  outcome: route === 'emergency' ? 'answered_emergency' : 'answered_card',
  route,
  danger: route === 'emergency' ? 'now' : 'none',
  lines: [{ number: '110', name: '报警电话', why: '危险', say: '地址' }],
  tier: null,
  headline: '先打 110',
  contact: null,
  safety: { beforeDialling: [], whileWaiting: [], doNot: [] },
  dangerSign: null,
  askSafe: null,
  steps: [],
  evidence: [],
  deadlines: [],
  citations: [],
  cases: [],
  articles: [],
  documents: [],
  actions: [],
  clarify: null,
  alsoSee: [],
  card: null,
  notice: [],
  notes: [],
  timings: {},
});

describe('events of a turn', () => {
  const danger = { seq: 5, askId: 'a', reply: reply('emergency') };

  it('are the same live and on replay', () => {
    const live = [
      emergencyEvent(5, 'a', emergencyOf(danger.reply)),
      ...laterEvents(5, 'a', danger.reply),
      storedEvent(5, 'a', 'turn'),
    ];
    expect(replay(danger, 0)).toEqual(live);
  });
  it('put the emergency first, then route, reply, acknowledgement; numbers rise and stay in the turn', () => {
    const events = replay(danger, 0);
    expect(events.map((e) => e.type)).toEqual(['emergency', 'route', 'reply', 'stored']);
    expect(seqs(events)).toEqual([5, 6, 7, 8]);
    expect(events).toHaveLength(SEQ_PER_TURN);
  });
  it('have no emergency part without danger, and leave its number unused', () => {
    expect(seqs(replay({ seq: 5, askId: null, reply: reply('mediation') }, 0))).toEqual([6, 7, 8]);
  });
  it.each([
    [4, [5, 6, 7, 8]],
    [5, [6, 7, 8]],
    [7, [8]],
    [8, []],
    [99, []],
  ])('a client that saw %i gets the rest, nothing twice', (last, expected) => {
    expect(seqs(replay(danger, last))).toEqual(expected);
  });
  it('carry the askId only when the client gave one', () => {
    expect(replay(danger, 0).every((e) => 'askId' in e && e.askId === 'a')).toBe(true);
    expect(replay({ ...danger, askId: null }, 0).some((e) => 'askId' in e)).toBe(false);
  });
});

describe('outcomes', () => {
  it('each belongs to one of the five groups', () => {
    const groups = new Set(OUTCOMES.map(groupOf));
    expect([...groups].sort()).toEqual(['answered', 'clarified', 'failed', 'guarded', 'unanswered']);
  });
  it('only what no card answered is a gap', () => {
    expect(OUTCOMES.filter(isGap)).toEqual(['unanswered_no_card']);
  });
});
