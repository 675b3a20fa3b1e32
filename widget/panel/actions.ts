/**
 * What a button inside a reply asks for. Parts of a reply only carry data attributes;
 * one listener on the conversation reads them, so a reply that is replaced leaves no listener behind.
 */
export type ActionName = 'send' | 'copy' | 'retry' | 'discard';
export interface PanelAction {
  name: ActionName;
  /** the words to send, for `send` */
  value: string;
  button: HTMLElement;
  /** the turn that the button is in */
  askId: string;
}

export const actionAttributes = (name: ActionName, value = ''): Record<string, string> => ({
  type: 'button',
  'data-action': name,
  'data-value': value,
});

export function readAction(event: Event): PanelAction | null {
  const target = event.target instanceof Element ? event.target : null;
  const button = target?.closest<HTMLElement>('[data-action]');
  if (!button) return null;
  return {
    name: button.dataset.action as ActionName,
    value: button.dataset.value ?? '',
    button,
    askId: button.closest<HTMLElement>('[data-ask]')?.dataset.ask ?? '',
  };
}
