/** Two products of dense matrices (row by row, float32), the only ones that training needs. */

/** a (n × k) times b (k × m) -> n × m */
export function multiply(a: Float32Array, b: Float32Array, n: number, k: number, m: number): Float32Array {
  const out = new Float32Array(n * m);
  for (let r = 0; r < n; r += 1) {
    const row = out.subarray(r * m, (r + 1) * m);
    for (let i = 0; i < k; i += 1) {
      const x = a[r * k + i] as number;
      // most articles of a batch are far from a question: their share of its gradient is nothing
      if (Math.abs(x) < 1e-9) continue;
      const at = i * m;
      for (let j = 0; j < m; j += 1) row[j] = (row[j] as number) + x * (b[at + j] as number);
    }
  }
  return out;
}

/** a (n × k) times the transpose of b (m × k) -> n × m; k must be a multiple of 4 */
export function multiplyTransposed(
  a: Float32Array,
  b: Float32Array,
  n: number,
  m: number,
  k: number,
): Float32Array {
  const out = new Float32Array(n * m);
  for (let r = 0; r < n; r += 1)
    for (let c = 0; c < m; c += 1) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      let p = r * k;
      let q = c * k;
      for (const end = p + k; p < end; p += 4, q += 4) {
        s0 += (a[p] as number) * (b[q] as number);
        s1 += (a[p + 1] as number) * (b[q + 1] as number);
        s2 += (a[p + 2] as number) * (b[q + 2] as number);
        s3 += (a[p + 3] as number) * (b[q + 3] as number);
      }
      out[r * m + c] = s0 + s1 + s2 + s3;
    }
  return out;
}
