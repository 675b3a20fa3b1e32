/** A turn as numbered events: the same list live and on replay, so that a reconnecting client gets nothing twice. */
import type { EmergencyPart, Reply, RoutePart, ServerEvent } from '../protocol.js';

/** Numbers that a turn uses: emergency, route, reply, stored. A turn without danger leaves the first unused. */
export const SEQ_PER_TURN = 4;

export const emergencyOf = (reply: Reply): EmergencyPart => ({
  turnId: reply.turnId,
  danger: reply.danger,
  headline: reply.headline,
  lines: reply.lines,
  safety: reply.safety,
  actions: reply.actions,
  dangerSign: reply.dangerSign,
});
export const routeOf = (reply: Reply): RoutePart => ({
  turnId: reply.turnId,
  route: reply.route,
  danger: reply.danger,
  headline: reply.headline,
  lines: reply.lines,
  tier: reply.tier,
  contact: reply.contact,
});

type WithAsk = { askId?: string };
const ask = (askId: string | null): WithAsk => (askId ? { askId } : {});

export const emergencyEvent = (seq: number, askId: string | null, part: EmergencyPart): ServerEvent => ({
  type: 'emergency',
  seq,
  ...ask(askId),
  part,
});

/** Everything after the emergency part, up to but without the acknowledgement. */
export const laterEvents = (seq: number, askId: string | null, reply: Reply): ServerEvent[] => [
  { type: 'route', seq: seq + 1, ...ask(askId), part: routeOf(reply) },
  { type: 'reply', seq: seq + 2, ...ask(askId), reply },
];
export const storedEvent = (seq: number, askId: string | null, turnId: string): ServerEvent => ({
  type: 'stored',
  seq: seq + 3,
  ...ask(askId),
  turnId,
});

/** All events of a stored turn that are newer than `last`. */
export function replay(
  turn: { seq: number; askId: string | null; reply: Reply },
  last: number,
): ServerEvent[] {
  const { seq, askId, reply } = turn;
  const first = reply.route === 'emergency' ? [emergencyEvent(seq, askId, emergencyOf(reply))] : [];
  return [...first, ...laterEvents(seq, askId, reply), storedEvent(seq, askId, reply.turnId)].filter(
    (event) => 'seq' in event && event.seq > last,
  );
}
