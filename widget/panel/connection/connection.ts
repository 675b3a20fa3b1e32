/**
 * Carries messages to the server and its events back: over a WebSocket, or over HTTP while there is none.
 * Each message has an askId, so one that goes out twice is answered once.
 */
import type { ErrorBody, ServerEvent } from '../../../server/protocol.js';
import { Subscriptions } from '../subscriptions.js';
import { Backoff } from './backoff.js';
import { askOverHttp, eraseOverHttp } from './http.js';
import { AUTO_RESEND, type Message, Outbox } from './outbox.js';
import { Session } from './session.js';
import { Socket } from './socket.js';

export interface ConnectionHandlers {
  event: (event: ServerEvent) => void;
  /** It could not be sent. `fresh`: it goes out by itself once the network is back. */
  unsent: (askId: string, fresh: boolean) => void;
  /** It is on its way (again). */
  sending: (askId: string) => void;
}
/** A socket silent for this long after a question is given up, ms. */
const ANSWER_WITHIN = 8000;
const ERASE_WITHIN = 3000;
/** So many failed openings in a row, and messages go over HTTP without waiting for the socket. */
const FAILURES_TO_HTTP = 2;
const hasSockets = (): boolean => typeof WebSocket === 'function';

export class Connection {
  private readonly session = new Session();
  private readonly outbox = new Outbox();
  private readonly backoff = new Backoff();
  private readonly subscriptions = new Subscriptions();
  private socket: Socket | null = null;
  private cancelRetry: (() => void) | null = null;
  private erased: ((done: boolean) => void) | null = null;
  private closed = false;

  constructor(
    private readonly base: string,
    private readonly handlers: ConnectionHandlers,
  ) {
    const { subscriptions } = this;
    subscriptions.on(window, 'online', () => this.reconnect());
    subscriptions.on(window, 'offline', () => this.socket?.end());
    subscriptions.on(document, 'visibilitychange', () => {
      if (document.visibilityState === 'visible' && !this.socket) this.reconnect();
    });
    this.open();
  }

  ask(askId: string, text: string): void {
    this.deliver(this.outbox.add(askId, text));
  }

  /** The citizen tapped: whatever its age, it goes out now. */
  retry(askId: string): void {
    const message = this.outbox.get(askId);
    if (!message) return;
    this.outbox.renew(message);
    this.handlers.sending(askId);
    this.deliver(message);
  }

  discard(askId: string): void {
    this.outbox.remove(askId);
  }

  /** Erases the conversation on the server; false when that did not work. */
  async erase(): Promise<boolean> {
    const { token } = this.session;
    if (token && !(await this.eraseToken(token))) return false;
    this.outbox.clear();
    this.session.forget();
    // the old socket still belongs to the erased conversation
    this.socket?.end();
    return true;
  }

  /** Ends everything, for quick exit. */
  close(): void {
    this.closed = true;
    this.subscriptions.undo();
    this.outbox.clear();
    this.session.forget();
    this.socket?.end();
  }

  private async eraseToken(token: string): Promise<boolean> {
    if (this.socket?.ready) {
      const done = new Promise<boolean>((resolve) => {
        this.erased = resolve;
        this.subscriptions.after(ERASE_WITHIN, () => resolve(false));
      });
      this.socket.send({ type: 'erase' });
      if (await done) return true;
    }
    return eraseOverHttp(this.base, token).catch(() => false);
  }

  private open(): void {
    if (this.closed || this.socket || !hasSockets()) return;
    const url = new URL(`${this.base}/api/chat`, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    this.socket = new Socket(url.href, {
      hello: () => {
        const { token, last } = this.session;
        return token ? { type: 'hello', conversation: token, last } : { type: 'hello' };
      },
      event: (event) => this.receive(event),
      closed: () => this.onClosed(),
    });
  }

  private onClosed(): void {
    this.socket = null;
    this.erased?.(false);
    if (this.closed) return;
    // what waited for this socket, or for its answer, goes over HTTP
    for (const message of this.outbox.willing()) void this.overHttp(message);
    this.retryLater();
  }

  private retryLater(): void {
    this.cancelRetry ??= this.subscriptions.after(this.backoff.next(), () => this.reconnect());
  }

  private reconnect(): void {
    this.cancelRetry?.();
    this.cancelRetry = null;
    if (hasSockets()) this.open();
    else for (const message of this.outbox.willing()) void this.overHttp(message);
  }

  private deliver(message: Message): void {
    const { socket } = this;
    if (message.busy) return;
    if (socket?.ready) {
      socket.send({ type: 'ask', askId: message.askId, text: message.text });
      this.subscriptions.after(ANSWER_WITHIN, () => {
        if (message.state === 'waiting' && this.outbox.get(message.askId) && this.socket === socket)
          socket.end();
      });
    } else if (!socket || this.backoff.failures >= FAILURES_TO_HTTP) {
      void this.overHttp(message);
    }
    // else the socket is opening: its welcome or its end takes the message along
  }

  private async overHttp(message: Message): Promise<void> {
    if (message.busy) return;
    message.busy = true;
    const { askId, text } = message;
    const result = await askOverHttp(this.base, { askId, text, conversation: this.session.token }).catch(
      () => null,
    );
    message.busy = false;
    if (this.closed || !this.outbox.get(askId)) return;
    if (!result) return this.onNetworkFailure(message);
    if (!result.ok) return this.refused(message, result.body);
    const { conversation, seq, reply } = result.body;
    if (conversation !== this.session.token) {
      this.session.welcome(conversation, false);
      // a socket that opened meanwhile belongs to another conversation
      this.socket?.end();
    }
    // the reply is the third event of its turn, `stored` the fourth and last
    this.session.accept(seq + 3);
    this.outbox.remove(askId);
    this.handlers.event({ type: 'reply', seq: seq + 2, askId, reply });
  }

  private onNetworkFailure(message: Message): void {
    if (this.socket?.ready) {
      this.deliver(message);
      return;
    }
    if (message.state !== 'unsent') {
      message.state = 'unsent';
      const tell = (): void => {
        if (message.state === 'unsent' && this.outbox.get(message.askId))
          this.handlers.unsent(message.askId, this.outbox.isFresh(message));
      };
      tell();
      this.subscriptions.after(AUTO_RESEND + 1000, tell);
    }
    if (!this.socket) this.retryLater();
  }

  private refused(message: Message, body: ErrorBody): void {
    message.state = 'refused';
    if (body.reply) this.outbox.remove(message.askId);
    this.handlers.event({ type: 'error', askId: message.askId, ...body });
  }

  /** What belongs to an unanswered message is news whatever its number: shown twice it does no harm. */
  private isWaitedFor(event: ServerEvent): boolean {
    return 'askId' in event && this.outbox.get(event.askId ?? '') !== undefined;
  }

  private receive(event: ServerEvent): void {
    if (event.type === 'welcome') {
      this.backoff.reset();
      this.session.welcome(event.conversation, event.resumed);
      this.handlers.event(event);
      for (const message of this.outbox.willing()) {
        message.state = 'waiting';
        this.handlers.sending(message.askId);
        this.deliver(message);
      }
    } else if (event.type === 'erased') {
      this.erased?.(true);
    } else if (event.type === 'error') {
      const about = event.askId ? this.outbox.get(event.askId) : this.outbox.oldestWaiting();
      // a lost conversation is no refusal: a welcome to a new one follows and takes the messages along
      if (about && event.error.code !== 'unknown_conversation') this.refused(about, event);
      else this.handlers.event(event);
    } else if (this.session.accept(event.seq) || this.isWaitedFor(event)) {
      if (event.type === 'reply' && event.askId) this.outbox.remove(event.askId);
      this.handlers.event(event);
    }
  }
}
