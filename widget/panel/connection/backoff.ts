const FIRST = 500;
const MOST = 15_000;

/** Waits that double up to a limit, with some chance in them so that many phones do not return at once. */
export class Backoff {
  failures = 0;
  constructor(private readonly random: () => number = Math.random) {}

  next(): number {
    const wait = Math.min(FIRST * 2 ** this.failures, MOST);
    this.failures += 1;
    return wait * (0.75 + this.random() * 0.5);
  }
  reset(): void {
    this.failures = 0;
  }
}
