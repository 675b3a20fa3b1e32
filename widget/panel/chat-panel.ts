/** The chat: puts its parts together and takes them down again. */
import type { ServerEvent } from '../../server/protocol.js';
import { text } from '../text.zh.js';
import { type PanelAction, readAction } from './actions.js';
import { Composer } from './composer.js';
import { Connection } from './connection/connection.js';
import { ConversationList } from './conversation-list.js';
import { copyText } from './copy-text.js';
import { el, replaceChildren } from './dom.js';
import { EraseControl } from './erase.js';
import { openWhilePrinting } from './print.js';
import { quickExit } from './quick-exit.js';
import { replyText } from './reply/reply-text.js';
import { Subscriptions } from './subscriptions.js';
import type { TurnView } from './turn-view.js';
import { welcome } from './welcome.js';

export interface PanelOptions {
  host: HTMLElement;
  /** where the server is; empty: where the page came from */
  base: string;
}
/** After so long without a reply the citizen is told that it is still being waited for, ms. */
const SLOW_AFTER = 4000;
const newAskId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

export class ChatPanel {
  private readonly subscriptions = new Subscriptions();
  private readonly list = new ConversationList();
  private readonly status = el('p', { class: 'sr-only', role: 'status' });
  private readonly start = el('div', {});
  private readonly tools = el('div', { class: 'tools', hidden: '' });
  private readonly composer: Composer;
  private readonly connection: Connection;
  /** the turn that a button sent, whose reply takes the focus because the button scrolls away */
  private focusOn: TurnView | null = null;

  constructor({ host, base }: PanelOptions) {
    const { subscriptions } = this;
    this.composer = new Composer(subscriptions, (words) => this.ask(words));
    this.connection = new Connection(base, {
      event: (event) => this.receive(event),
      unsent: (askId, fresh) => this.list.find(askId)?.showUnsent(fresh),
      sending: (askId) => this.list.find(askId)?.showWaiting(),
    });
    const print = el('button', { type: 'button', class: 'quiet' }, text.print);
    subscriptions.on(print, 'click', () => window.print());
    this.tools.append(print, new EraseControl(subscriptions, () => this.erase()).el);
    this.start.append(welcome());
    const scroll = el('div', { class: 'scroll' }, this.start, this.list.el, this.tools, this.status);
    const bottom = el('div', { class: 'bottom' }, this.composer.el);
    bottom.append(el('p', { class: 'made-by' }, text.composer.madeBy));
    replaceChildren(host, scroll, bottom);
    subscriptions.on(scroll, 'click', (event) => this.act(readAction(event)));
    openWhilePrinting(subscriptions, scroll);
    quickExit(subscriptions, () => this.destroy());
  }

  /** Closes the connection and undoes every listener; nothing of the conversation is kept. */
  destroy(): void {
    this.connection.close();
    this.subscriptions.undo();
    this.list.clear();
    this.composer.clear();
  }

  private ask(words: string): TurnView {
    const askId = newAskId();
    replaceChildren(this.start);
    replaceChildren(this.status, text.waiting.label);
    const turn = this.list.add(askId, words);
    this.tools.hidden = false;
    turn.el.scrollIntoView({ block: 'start' });
    // a phone's keyboard would cover the reply
    if (matchMedia('(pointer: coarse)').matches) this.composer.input.blur();
    this.subscriptions.after(SLOW_AFTER, () => turn.stillWaiting && turn.showWaiting(true));
    this.connection.ask(askId, words);
    return turn;
  }

  private act(action: PanelAction | null): void {
    if (!action) return;
    const { name, askId, value, button } = action;
    if (name === 'send') this.focusOn = this.ask(value);
    else if (name === 'retry') this.connection.retry(askId);
    else if (name === 'copy') void this.copy(askId, button);
    else {
      this.connection.discard(askId);
      this.list.remove(askId);
      this.composer.input.focus();
    }
  }

  private receive(event: ServerEvent): void {
    if (event.type === 'error') this.showError(event);
    if (event.type !== 'emergency' && event.type !== 'reply') return;
    const turn = this.list.find(event.askId);
    if (!turn) return;
    if (event.type === 'emergency') turn.showEmergency(event.part);
    else turn.showReply(event.reply);
    const urgent = event.type === 'emergency' || event.reply.route === 'emergency';
    if (event.type === 'reply') replaceChildren(this.status, text.status.answered);
    if (urgent) turn.showFirst();
    else if (this.focusOn === turn) turn.focusReply();
    if (event.type === 'reply') this.focusOn = null;
  }

  private showError(event: Extract<ServerEvent, { type: 'error' }>): void {
    const turn = this.list.find(event.askId);
    if (turn) turn.showFailure(event);
    else if (this.list.size > 0) this.list.remark(event.error.message);
  }

  private async copy(askId: string, button: HTMLElement): Promise<void> {
    const reply = this.list.find(askId)?.reply;
    if (!reply) return;
    const words = (await copyText(replyText(reply))) ? text.copy.done : text.copy.failed;
    replaceChildren(button, words);
    replaceChildren(this.status, words);
    this.subscriptions.after(3000, () => replaceChildren(button, text.copy.label));
  }

  private async erase(): Promise<boolean> {
    if (!(await this.connection.erase())) return false;
    this.list.clear();
    this.composer.clear();
    this.tools.hidden = true;
    const done = el('p', { class: 'note done', tabindex: '-1' }, text.erase.done);
    replaceChildren(this.start, done, welcome());
    done.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    return true;
  }
}
