import { text } from '../text.zh.js';
import { el, replaceChildren } from './dom.js';
import type { Subscriptions } from './subscriptions.js';

/** The server takes 16 KB a message; the frame around the words needs a little of it. */
const MAX_BYTES = 16_000;
const tooLong = (words: string): boolean =>
  new TextEncoder().encode(JSON.stringify(words)).length > MAX_BYTES;
const TALLEST = 160;

/** Where citizens write. Enter sends, Shift+Enter breaks the line, and an input method may use Enter in peace. */
export class Composer {
  readonly el: HTMLFormElement;
  readonly input = el('textarea', {
    id: 'say',
    rows: '1',
    'aria-label': text.composer.label,
    'aria-describedby': 'say-problem',
    placeholder: text.composer.placeholder,
    enterkeyhint: 'send',
    autocomplete: 'off',
  });
  private readonly problem = el('p', { id: 'say-problem', class: 'problem', role: 'status' });

  constructor(
    subscriptions: Subscriptions,
    private readonly submit: (words: string) => void,
  ) {
    const button = el('button', { type: 'submit', class: 'send' }, text.composer.send);
    this.el = el('form', { class: 'composer', 'aria-label': text.composer.label }, this.problem);
    this.el.appendChild(el('div', { class: 'composer-row' }, this.input, button));
    subscriptions.on(this.el, 'submit', (event) => {
      event.preventDefault();
      this.send();
    });
    subscriptions.on<KeyboardEvent>(this.input, 'keydown', (event) => {
      const composing = event.isComposing || event.keyCode === 229;
      if (event.key !== 'Enter' || event.shiftKey || composing) return;
      event.preventDefault();
      this.send();
    });
    subscriptions.on(this.input, 'input', () => {
      replaceChildren(this.problem);
      this.grow();
    });
  }

  private send(): void {
    const words = this.input.value.trim();
    const problem = words === '' ? text.composer.empty : tooLong(words) ? text.composer.tooLong : '';
    replaceChildren(this.problem, problem);
    if (problem) {
      this.input.focus();
    } else {
      this.clear();
      this.submit(words);
    }
  }

  clear(): void {
    this.input.value = '';
    this.grow();
  }

  /** As tall as its words, up to a limit. */
  private grow(): void {
    this.input.style.height = 'auto';
    this.input.style.height = `${Math.min(this.input.scrollHeight + 4, TALLEST)}px`;
  }
}
