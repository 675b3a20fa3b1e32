import { text } from '../text.zh.js';
import type { Subscriptions } from './subscriptions.js';

/** Two presses of Escape within this time leave the page, ms. */
const TWICE_WITHIN = 1500;

/**
 * Leaves for a page that nobody asks about, without a trace in the history of this tab:
 * whoever looks over the shoulder must not find the conversation with the back button.
 */
export function leave(forget: () => void): void {
  forget();
  document.title = '';
  while (document.body.firstChild) document.body.removeChild(document.body.firstChild);
  location.replace(text.exit.url);
}

/** The link in the page's header works without script too; here it also closes and clears. */
export function quickExit(subscriptions: Subscriptions, forget: () => void): void {
  subscriptions.on(document, 'click', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target?.closest('[data-exit]')) return;
    event.preventDefault();
    leave(forget);
  });
  let lastEscape = Number.NEGATIVE_INFINITY;
  subscriptions.on<KeyboardEvent>(document, 'keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing || event.repeat) return;
    const now = event.timeStamp;
    if (now - lastEscape < TWICE_WITHIN) leave(forget);
    lastEscape = now;
  });
}
