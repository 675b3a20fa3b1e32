import type { Subscriptions } from './subscriptions.js';

/** Paper cannot be tapped: what is folded is opened for print and folded again afterwards. */
export function openWhilePrinting(subscriptions: Subscriptions, root: HTMLElement): void {
  let opened: HTMLDetailsElement[] = [];
  subscriptions.on(window, 'beforeprint', () => {
    opened = [...root.querySelectorAll<HTMLDetailsElement>('details:not([open])')];
    for (const details of opened) details.open = true;
  });
  subscriptions.on(window, 'afterprint', () => {
    for (const details of opened) details.open = false;
  });
}
