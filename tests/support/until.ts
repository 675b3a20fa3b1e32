/** Waits until something holds, looking every few milliseconds; throws when it does not within the limit. */
export async function until(holds: () => boolean | Promise<boolean>, limit = 15_000): Promise<void> {
  const end = performance.now() + limit;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`did not hold within ${limit} ms: ${holds}`);
    await new Promise((r) => setTimeout(r, 10));
  }
}
