/** A clock that stands still until a test moves it. */
export interface FakeClock {
  now: () => number;
  advance(ms: number): void;
}
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export function fakeClock(start = Date.UTC(2026, 10, 24, 8)): FakeClock {
  let at = start;
  return {
    now: () => at,
    advance: (ms) => {
      at += ms;
    },
  };
}
