/** Clients of the benchmark: one HTTP connection, and WebSocket conversations. */
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** Longest wait for an answer: what comes later counts as lost. */
const LIMIT = 10_000;

export interface HttpClient {
  /** ms of one request */
  time(path: string, body?: unknown): Promise<number>;
  close(): void;
}
/** One kept connection, the next request after the last answer. */
export function httpClient(url: string): HttpClient {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  return {
    time: (path, body) =>
      new Promise((resolve, reject) => {
        const data = body === undefined ? undefined : JSON.stringify(body);
        const start = performance.now();
        const request = http.request(
          `${url}${path}`,
          {
            agent,
            method: data ? 'POST' : 'GET',
            headers: data
              ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(data) }
              : {},
          },
          (response) => {
            response.resume();
            response.once('end', () => {
              if (response.statusCode === 200) resolve(performance.now() - start);
              else reject(new Error(`${path}: ${response.statusCode}`));
            });
          },
        );
        request.once('error', reject);
        request.end(data);
      }),
    close: () => agent.destroy(),
  };
}

type EventType = 'emergency' | 'reply' | 'error';
export interface Chat {
  /** ms until the event of this type, or why it did not come */
  ask(text: string, until: EventType): Promise<number | 'error' | 'lost'>;
  close(): void;
}
export async function openChat(url: string): Promise<Chat> {
  const ws = new WebSocket(`${url.replace('http', 'ws')}/api/chat`, { perMessageDeflate: false });
  const waiting = new Map<string, { until: EventType; tell: (type: EventType) => void }>();
  ws.on('message', (data: Buffer) => {
    const at = data.toString('utf8', 0, 40);
    // replies are long: only what is waited for is parsed
    if (at.includes('"welcome"') || at.includes('"stored"')) return;
    const event = JSON.parse(data.toString('utf8')) as { type: EventType; askId?: string };
    const found = event.askId === undefined ? undefined : waiting.get(event.askId);
    if (found && (event.type === found.until || event.type === 'error')) found.tell(event.type);
  });
  ws.on('close', () => {
    for (const { tell } of waiting.values()) tell('error');
  });
  ws.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    ws.once('open', () => resolve());
    ws.once('error', reject);
  });
  ws.send('{"type":"hello"}');
  let next = 1;
  return {
    ask: (text, until) =>
      new Promise((resolve) => {
        const askId = `l${next++}`;
        const finish = (result: number | 'error' | 'lost'): void => {
          clearTimeout(limit);
          waiting.delete(askId);
          resolve(result);
        };
        const limit = setTimeout(() => finish('lost'), LIMIT);
        const start = performance.now();
        waiting.set(askId, {
          until,
          tell: (type) => finish(type === until ? performance.now() - start : 'error'),
        });
        ws.send(JSON.stringify({ type: 'ask', text, askId }));
      }),
    close: () => ws.terminate(),
  };
}

export interface Crowd {
  times: number[];
  errors: number;
  lost: number;
  perSecond: number;
}
/** Many conversations, each asking in turn, at a steady pace in total (open loop: a slow answer delays nobody). */
export async function crowd(
  url: string,
  { clients, perSecond, seconds }: { clients: number; perSecond: number; seconds: number },
  text: () => string,
): Promise<Crowd> {
  const chats: Chat[] = [];
  for (let i = 0; i < clients; i += 20)
    chats.push(
      ...(await Promise.all(Array.from({ length: Math.min(20, clients - i) }, () => openChat(url)))),
    );
  const start = performance.now();
  const results = await Promise.all(
    Array.from({ length: perSecond * seconds }, async (_, i) => {
      await pause(Math.max(0, start + (i * 1000) / perSecond - performance.now()));
      return (chats[i % clients] as Chat).ask(text(), 'reply');
    }),
  );
  const took = (performance.now() - start) / 1000;
  for (const chat of chats) chat.close();
  return {
    times: results.filter((r) => typeof r === 'number'),
    errors: results.filter((r) => r === 'error').length,
    lost: results.filter((r) => r === 'lost').length,
    perSecond: results.length / took,
  };
}
