/** Waits for an answer no longer than something else lasts: what comes later is not waited for, and failing is as good as no answer. */

/** `none` when the signal ends it first. */
export function unlessOver<T>(signal: AbortSignal, none: T, asked: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) resolve(none);
    signal.addEventListener("abort", () => resolve(none), { once: true });
    asked.then(resolve, reject);
  });
}
