/** Logistic regression by Newton's method for a handful of features; both classes weigh the same. */
import { cholesky, solve } from '../../server/retrieval/cholesky.js';

/**
 * @param rows features of one example each, on any scale
 * @param labels true for the class whose sum shall be above 0
 * @param l2 penalty on the weights of the standardised features
 * @returns weights on the given scale, then the bias
 */
export function fitLogistic(
  rows: number[][],
  labels: boolean[],
  l2: number,
): { weights: number[]; bias: number } {
  const n = rows[0]?.length ?? 0;
  const mean = column(rows, n, (values) => values.reduce((a, b) => a + b, 0) / values.length);
  const spread = column(rows, n, (values, c) =>
    Math.sqrt(values.reduce((a, v) => a + (v - (mean[c] as number)) ** 2, 0) / values.length + 1e-12),
  );
  const x = rows.map((r) => [...r.map((v, c) => (v - (mean[c] as number)) / (spread[c] as number)), 1]);
  const positives = labels.filter(Boolean).length;
  const share = labels.map((y) => 0.5 / (y ? positives : labels.length - positives));
  const b = new Float64Array(n + 1);
  for (let round = 0; round < 50; round += 1) {
    const gradient = b.map((v, c) => (c < n ? l2 * v : 0));
    const hessian = new Float64Array((n + 1) ** 2);
    for (let c = 0; c <= n; c += 1) hessian[c * (n + 1) + c] = c < n ? l2 : 1e-9;
    x.forEach((row, i) => {
      const p = 1 / (1 + Math.exp(-row.reduce((a, v, c) => a + v * (b[c] as number), 0)));
      const w = share[i] as number;
      const curve = w * p * (1 - p);
      row.forEach((v, c) => {
        (gradient[c] as number) += w * (p - (labels[i] ? 1 : 0)) * v;
        row.forEach((u, d) => {
          (hessian[c * (n + 1) + d] as number) += curve * v * u;
        });
      });
    });
    const step = solve(cholesky(hessian, n + 1), n + 1, gradient);
    step.forEach((s, c) => {
      (b[c] as number) -= s;
    });
    if (Math.max(...step.map(Math.abs)) < 1e-8) break;
  }
  const weights = Array.from({ length: n }, (_, c) => (b[c] as number) / (spread[c] as number));
  const bias = (b[n] as number) - weights.reduce((a, w, c) => a + w * (mean[c] as number), 0);
  return { weights, bias };
}

const column = (rows: number[][], n: number, of: (values: number[], c: number) => number): number[] =>
  Array.from({ length: n }, (_, c) =>
    of(
      rows.map((r) => r[c] as number),
      c,
    ),
  );
