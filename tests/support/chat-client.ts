/** A client of /api/chat over a real socket: collects every event and waits for the one a test wants. */
import { once } from 'node:events';
import WebSocket, { type ClientOptions } from 'ws';
import type { ServerEvent } from '../../server/protocol.js';

export type EventOf<T extends ServerEvent['type']> = Extract<ServerEvent, { type: T }>;

export class ChatClient {
  readonly events: ServerEvent[] = [];
  closed: { code: number; reason: string } | null = null;
  private readonly watchers = new Set<() => void>();

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.events.push(JSON.parse(String(data)) as ServerEvent);
      for (const watcher of this.watchers) watcher();
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
      for (const watcher of this.watchers) watcher();
    });
    socket.on('error', () => {});
  }

  static async open(url: string, options: ClientOptions = {}): Promise<ChatClient> {
    const socket = new WebSocket(url, options);
    const client = new ChatClient(socket);
    await once(socket, 'open');
    return client;
  }
  /** Opens a socket and says hello; gives the client and its welcome. */
  static async hello(
    url: string,
    hello: { conversation?: string; last?: number } = {},
    options: ClientOptions = {},
  ): Promise<{ client: ChatClient; welcome: EventOf<'welcome'> }> {
    const client = await ChatClient.open(url, options);
    client.send({ type: 'hello', ...hello });
    return { client, welcome: await client.next('welcome') };
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }
  ask(text: string, askId: string): void {
    this.send({ type: 'ask', text, askId });
  }
  of<T extends ServerEvent['type']>(type: T): EventOf<T>[] {
    return this.events.filter((e): e is EventOf<T> => e.type === type);
  }
  /** The first event of a type (and, if given, of an askId), now or when it comes. Throws when the socket closes first. */
  async next<T extends ServerEvent['type']>(type: T, askId?: string, timeout = 10_000): Promise<EventOf<T>> {
    const find = () => this.of(type).find((e) => askId === undefined || ('askId' in e && e.askId === askId));
    await this.until(() => find() !== undefined || this.closed !== null, timeout, `${type} ${askId ?? ''}`);
    const found = find();
    if (!found) throw new Error(`socket closed (${this.closed?.code}) before ${type} ${askId ?? ''}`);
    return found;
  }
  async closing(timeout = 10_000): Promise<{ code: number; reason: string }> {
    await this.until(() => this.closed !== null, timeout, 'close');
    return this.closed as { code: number; reason: string };
  }
  private until(done: () => boolean, timeout: number, what: string): Promise<void> {
    if (done()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const watcher = () => {
        if (!done()) return;
        clearTimeout(timer);
        this.watchers.delete(watcher);
        resolve();
      };
      const timer = setTimeout(() => {
        this.watchers.delete(watcher);
        reject(
          new Error(`no ${what} within ${timeout} ms; got ${this.events.map((e) => e.type).join(', ')}`),
        );
      }, timeout);
      this.watchers.add(watcher);
    });
  }
  close(): void {
    this.socket.terminate();
  }
}
/** Sequence numbers of the events that have one, as they came. */
export const seqs = (events: ServerEvent[]): number[] =>
  events.flatMap((e) => ('seq' in e && e.type !== 'welcome' ? [e.seq] : []));
