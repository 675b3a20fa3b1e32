/** Asks a server over HTTP and over its socket, with the time of every event. */
import { WebSocket } from 'ws';
import type { Reply, ServerEvent } from '../../server/protocol.js';
import { until } from '../support/until.js';

export interface HttpAnswer {
  conversation: string;
  seq: number;
  stored: boolean;
  reply: Reply;
}
export async function askHttp(
  url: string,
  text: string,
  conversation?: string,
): Promise<{ status: number; body: HttpAnswer }> {
  const response = await fetch(`${url}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text, ...(conversation ? { conversation } : {}) }),
  });
  return { status: response.status, body: (await response.json()) as HttpAnswer };
}
export async function readiness(url: string): Promise<{ status: string; model: boolean; store: boolean }> {
  return (await (await fetch(`${url}/health/ready`)).json()) as {
    status: string;
    model: boolean;
    store: boolean;
  };
}

type Numbered = Extract<ServerEvent, { seq: number }>;
export interface Timed {
  event: ServerEvent;
  at: number;
}
export interface Client {
  token: string;
  resumed: boolean;
  events: Timed[];
  /** sends and returns the time of sending */
  send(text: string, askId: string): number;
  /** the event of this kind for this askId, or null when none comes in time */
  wait(type: ServerEvent['type'], askId: string, limit?: number): Promise<Timed | null>;
  close(): void;
}

export async function connect(
  url: string,
  hello: { conversation?: string; last?: number } = {},
): Promise<Client> {
  const ws = new WebSocket(`${url.replace('http', 'ws')}/api/chat`, { perMessageDeflate: false });
  const events: Timed[] = [];
  const waiting = new Set<(timed: Timed) => void>();
  ws.on('message', (data: Buffer) => {
    const timed = { event: JSON.parse(data.toString('utf8')) as ServerEvent, at: performance.now() };
    events.push(timed);
    for (const tell of waiting) tell(timed);
  });
  ws.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    ws.once('open', () => resolve());
    ws.once('error', reject);
  });
  ws.send(JSON.stringify({ type: 'hello', ...hello }));
  const welcome = await until(
    () => events.map((e) => e.event).find((e) => e.type === 'welcome'),
    5000,
    () => 'no welcome',
  );
  const fits = (t: Timed, type: string, askId: string) =>
    t.event.type === type && (t.event as { askId?: string }).askId === askId;
  return {
    token: welcome.conversation,
    resumed: welcome.resumed,
    events,
    send: (text, askId) => {
      const at = performance.now();
      ws.send(JSON.stringify({ type: 'ask', text, askId }));
      return at;
    },
    wait: (type, askId, limit = 10_000) => {
      const found = events.find((t) => fits(t, type, askId));
      if (found) return Promise.resolve(found);
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          waiting.delete(tell);
          resolve(null);
        }, limit);
        const tell = (t: Timed): void => {
          if (!fits(t, type, askId)) return;
          clearTimeout(timer);
          waiting.delete(tell);
          resolve(t);
        };
        waiting.add(tell);
      });
    },
    close: () => ws.terminate(),
  };
}
export const numbered = (client: Client): Numbered[] =>
  client.events.flatMap(({ event }) =>
    'seq' in event && event.type !== 'welcome' ? [event as Numbered] : [],
  );
