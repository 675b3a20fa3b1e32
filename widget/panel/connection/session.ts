/** The conversation token and the last number seen. In memory only: closing the page forgets it. */
export class Session {
  token: string | null = null;
  last = 0;

  /** False for an event that was already seen, for example replayed after a reconnect. */
  accept(seq: number): boolean {
    if (seq <= this.last) return false;
    this.last = seq;
    return true;
  }

  welcome(token: string, resumed: boolean): void {
    // a new conversation counts from the beginning
    if (!resumed) this.last = 0;
    if (token) this.token = token;
  }

  forget(): void {
    this.token = null;
    this.last = 0;
  }
}
