/** A share with its 95 % interval (Wilson). */
export type Interval = [low: number, high: number];
const Z = 1.959964;

export interface Rate {
  right: number;
  of: number;
  value: number;
  interval: Interval;
}

/** Wilson score interval for a share; [0, 1] for no trials. */
export function wilson(right: number, of: number): Interval {
  if (of === 0) return [0, 1];
  const p = right / of;
  const z2 = Z * Z;
  const middle = (p + z2 / (2 * of)) / (1 + z2 / of);
  const half = (Z * Math.sqrt((p * (1 - p)) / of + z2 / (4 * of * of))) / (1 + z2 / of);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** Nothing to measure counts as right: there was no mistake. */
export const rate = (right: number, of: number): Rate => ({
  right,
  of,
  value: of === 0 ? 1 : right / of,
  interval: wilson(right, of),
});
