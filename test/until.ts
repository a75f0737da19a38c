/** Waits for a condition and fails at a deadline: no test sleeps for a fixed time. */

const LOOK_EVERY_MS = 5;

/** Resolves with what `probe` gives as soon as that is something; throws what it waited for when `ms` are over. */
export async function until<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  ms = 15_000,
): Promise<T> {
  const deadline = performance.now() + ms;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`waited ${ms} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
