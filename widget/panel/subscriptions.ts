/** Listeners and timers of a panel: kept so that one call undoes them all. */
export class Subscriptions {
  private readonly undos = new Set<() => void>();

  on<E extends Event>(target: EventTarget, type: string, listener: (event: E) => void): void {
    target.addEventListener(type, listener as EventListener);
    this.undos.add(() => target.removeEventListener(type, listener as EventListener));
  }

  /** A timer that dies with the panel; the returned function cancels it early. */
  after(ms: number, run: () => void): () => void {
    const timer = setTimeout(() => {
      this.undos.delete(cancel);
      run();
    }, ms);
    const cancel = (): void => {
      clearTimeout(timer);
      this.undos.delete(cancel);
    };
    this.undos.add(cancel);
    return cancel;
  }

  undo(): void {
    for (const undo of [...this.undos]) undo();
    this.undos.clear();
  }
}
