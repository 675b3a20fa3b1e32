/** One turn on the page: what was asked, the red card if there is danger, and the reply below it. */
import type { EmergencyPart, ErrorBody, Reply } from '../../server/protocol.js';
import { text } from '../text.zh.js';
import { type Child, el, replaceChildren, srOnly } from './dom.js';
import { emergencyCard, urgentFirst } from './reply/emergency-card.js';
import { afterEmergency, ordinaryReply } from './reply/render-reply.js';
import { failureNote, unsentNote, waitingNote } from './turn-states.js';

/** What makes two red cards the same; numbers that only the later one has are shown below it. */
const cardKey = (part: EmergencyPart): string => JSON.stringify([part.headline, part.lines[0], part.safety]);

export class TurnView {
  readonly el: HTMLElement;
  reply: Reply | null = null;
  private readonly emergency = el('div', { class: 'turn-emergency', 'aria-live': 'assertive' });
  private readonly body = el('div', { class: 'turn-reply' });
  private shown: EmergencyPart | null = null;

  constructor(
    readonly askId: string,
    readonly words: string,
  ) {
    const asked = el('h2', { class: 'asked' }, srOnly(`${text.log.you}：`), words);
    this.el = el('article', { class: 'turn', 'data-ask': askId }, asked, this.emergency, this.body);
    this.showWaiting();
  }

  get stillWaiting(): boolean {
    return this.body.getAttribute('aria-busy') === 'true';
  }

  showWaiting(slow = false): void {
    this.fill(true, waitingNote(slow ? text.waiting.slow : text.waiting.label));
  }

  showEmergency(part: EmergencyPart): void {
    if (this.shown && cardKey(this.shown) === cardKey(part)) return;
    this.shown = part;
    replaceChildren(this.emergency, emergencyCard(part));
  }

  showReply(reply: Reply): void {
    this.reply = reply;
    if (reply.route !== 'emergency') {
      this.shown = null;
      replaceChildren(this.emergency);
      this.fill(false, ...ordinaryReply(reply));
      return;
    }
    this.showEmergency({ ...reply, lines: urgentFirst(reply.lines) });
    const onCard = new Set(this.shown?.lines.map((l) => l.number));
    const more = reply.lines.filter((l) => !onCard.has(l.number));
    this.fill(false, ...afterEmergency(reply, more));
  }

  showUnsent(fresh: boolean): void {
    this.fill(false, unsentNote(fresh));
  }

  showFailure(body: ErrorBody): void {
    if (body.reply) this.showReply(body.reply);
    const note = failureNote(body);
    if (body.reply) this.body.insertBefore(note, this.body.firstChild);
    else this.fill(false, note);
  }

  focusReply(): void {
    this.el.querySelector<HTMLElement>('.headline')?.focus({ preventScroll: true });
  }

  /** Brings the red card to the top once; the next Tab is the number to dial. */
  showFirst(): void {
    const card = this.emergency.querySelector<HTMLElement>('.emergency');
    if (!card || card.dataset.seen) return;
    card.dataset.seen = 'true';
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: 'start' });
  }

  /** A busy part is not read out until it is whole. */
  private fill(busy: boolean, ...children: Child[]): void {
    this.body.setAttribute('aria-busy', String(busy));
    replaceChildren(this.body, ...children);
  }
}
