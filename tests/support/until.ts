/** Looks every few milliseconds until there is something to give; throws when there is not within the limit (ms). */
export async function until<T>(
  look: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  limit = 15_000,
  explain = () => `did not hold within ${limit} ms: ${look}`,
): Promise<T> {
  const end = performance.now() + limit;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > end) throw new Error(explain());
    await new Promise((r) => setTimeout(r, 10));
  }
}
