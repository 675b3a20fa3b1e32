/** Elements are only made here: createElement and textContent, so that no text can become markup. */
export type Child = Node | string | null | undefined | false;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  append(element, children);
  return element;
}

export function append(parent: Element, children: Child[]): void {
  for (const child of children) {
    if (child) parent.appendChild(typeof child === 'string' ? document.createTextNode(child) : child);
  }
}

export function replaceChildren(parent: Element, ...children: Child[]): void {
  while (parent.firstChild) parent.removeChild(parent.firstChild);
  append(parent, children);
}

let counter = 0;
/** An id that no other element of the page has, for aria-labelledby and label. */
export function uniqueId(prefix: string): string {
  counter += 1;
  return `fq-${prefix}-${counter}`;
}

export const srOnly = (words: string): HTMLElement => el('span', { class: 'sr-only' }, words);
