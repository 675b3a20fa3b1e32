/** Messages that have no reply yet. They live in memory only. */
export interface Message {
  askId: string;
  text: string;
  /** when it was written or last tapped, ms */
  at: number;
  /** refused: the server said no, so only a tap sends it again */
  state: 'waiting' | 'unsent' | 'refused';
  /** on its way over HTTP, so that it does not travel twice at once */
  busy: boolean;
}
/** A message older than this goes out only after a tap: whoever holds the phone by then may be someone else. */
export const AUTO_RESEND = 60_000;

export class Outbox {
  private readonly messages = new Map<string, Message>();
  constructor(private readonly now = (): number => Date.now()) {}

  add(askId: string, text: string): Message {
    const message: Message = { askId, text, at: this.now(), state: 'waiting', busy: false };
    this.messages.set(askId, message);
    return message;
  }
  get(askId: string): Message | undefined {
    return this.messages.get(askId);
  }
  /** The reply is here, or the citizen gave up. */
  remove(askId: string): void {
    this.messages.delete(askId);
  }
  /** The citizen asked for it again. */
  renew(message: Message): void {
    message.at = this.now();
    message.state = 'waiting';
  }
  isFresh(message: Message): boolean {
    return this.now() - message.at < AUTO_RESEND;
  }
  /** Those that may go out without a tap. */
  willing(): Message[] {
    return [...this.messages.values()].filter((m) => m.state !== 'refused' && this.isFresh(m));
  }
  oldestWaiting(): Message | undefined {
    return [...this.messages.values()].find((m) => m.state === 'waiting');
  }
  clear(): void {
    this.messages.clear();
  }
}
