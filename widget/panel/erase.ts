import { text } from '../text.zh.js';
import { el, replaceChildren } from './dom.js';
import type { Subscriptions } from './subscriptions.js';

/** The question before a conversation is erased, in place, so that nothing covers the phone numbers. */
export class EraseControl {
  readonly el = el('div', { class: 'erase' });
  private readonly button = el('button', { type: 'button', class: 'quiet' }, text.erase.open);
  private readonly yes = el('button', { type: 'button', class: 'choice erase-yes' }, text.erase.yes);
  private readonly no = el('button', { type: 'button', class: 'choice' }, text.erase.no);
  private readonly status = el('p', { role: 'status' });

  /** `erase` resolves to false when it did not work. */
  constructor(
    subscriptions: Subscriptions,
    private readonly erase: () => Promise<boolean>,
  ) {
    subscriptions.on(this.button, 'click', () => this.ask());
    subscriptions.on(this.no, 'click', () => this.close());
    subscriptions.on(this.yes, 'click', () => void this.run());
    this.close(false);
  }

  private ask(): void {
    const group = el('div', { class: 'trouble', role: 'group', 'aria-label': text.erase.open });
    group.appendChild(el('p', {}, text.erase.question));
    group.appendChild(el('div', { class: 'choices' }, this.yes, this.no));
    replaceChildren(this.el, group, this.status);
    this.no.focus();
    group.scrollIntoView({ block: 'nearest' });
  }

  private close(focus = true): void {
    replaceChildren(this.status);
    replaceChildren(this.el, this.button, this.status);
    if (focus) this.button.focus();
  }

  private async run(): Promise<void> {
    replaceChildren(this.status, text.erase.working);
    const done = await this.erase();
    this.close(!done);
    if (!done) replaceChildren(this.status, text.erase.failed);
  }
}
