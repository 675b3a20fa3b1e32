import type { ClientFrame, ServerEvent } from '../../../server/protocol.js';

/** How long a socket may take to say welcome before HTTP is used instead, ms. */
export const OPEN_WITHIN = 2000;

export interface SocketHandlers {
  hello: () => Extract<ClientFrame, { type: 'hello' }>;
  event: (event: ServerEvent) => void;
  /** Called once, whether it never opened or broke later. */
  closed: (wasReady: boolean) => void;
}

/** One WebSocket from opening to its end. */
export class Socket {
  ready = false;
  private ended = false;
  private readonly ws: WebSocket;
  private readonly timer: ReturnType<typeof setTimeout>;

  constructor(
    url: string,
    private readonly handlers: SocketHandlers,
  ) {
    this.ws = new WebSocket(url);
    this.timer = setTimeout(() => this.end(), OPEN_WITHIN);
    this.ws.onopen = () => this.send(handlers.hello());
    this.ws.onclose = () => this.end();
    this.ws.onmessage = (message: MessageEvent<string>) => this.receive(message.data);
  }

  send(frame: ClientFrame): void {
    this.ws.send(JSON.stringify(frame));
  }

  private receive(data: string): void {
    let event: ServerEvent;
    try {
      event = JSON.parse(data) as ServerEvent;
    } catch {
      return;
    }
    if (event.type === 'welcome') {
      this.ready = true;
      clearTimeout(this.timer);
    }
    if (!this.ended) this.handlers.event(event);
  }

  /** Gives the socket up. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.timer);
    this.ws.onclose = null;
    this.ws.close();
    this.handlers.closed(this.ready);
  }
}
