/** Whether two tRPC query keys ask the same of two windows or instants, in whatever steps. A key is [path, { input, type }]. */

const WINDOW_FIELDS = new Set(["startMs", "endMs", "atMs", "stepMs", "mostPoints", "steps", "bars"]);

/** Whether it is asked as it was known at an instant counts, the instant itself does not. */
const KNOWN_FIELD = "asKnownAtMs";

export function sameQuestion(one: readonly unknown[], other: readonly unknown[]): boolean {
  return withoutWindow(one) === withoutWindow(other);
}

function withoutWindow(key: readonly unknown[]): string {
  return JSON.stringify(key, (name, value: unknown) =>
    WINDOW_FIELDS.has(name) ? undefined : name === KNOWN_FIELD ? "then" : value,
  );
}
