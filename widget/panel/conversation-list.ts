import { text } from '../text.zh.js';
import { el, replaceChildren } from './dom.js';
import { TurnView } from './turn-view.js';

/** The turns in order, newest last. Screen readers read additions out politely. */
export class ConversationList {
  readonly el = el('div', { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-label': text.log.label });
  private readonly turns = new Map<string, TurnView>();

  get size(): number {
    return this.turns.size;
  }

  add(askId: string, words: string): TurnView {
    const turn = new TurnView(askId, words);
    this.turns.set(askId, turn);
    this.el.appendChild(turn.el);
    return turn;
  }

  find(askId: string | undefined): TurnView | undefined {
    return this.turns.get(askId ?? '');
  }

  remove(askId: string): void {
    this.turns.get(askId)?.el.remove();
    this.turns.delete(askId);
  }

  /** A remark that belongs to no turn. */
  remark(words: string): void {
    this.el.appendChild(el('p', { class: 'note remark' }, words));
  }

  clear(): void {
    this.turns.clear();
    replaceChildren(this.el);
  }
}
