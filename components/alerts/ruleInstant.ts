/** The instant for which rules are asked: how they fare changes with their evaluations, not with every tick of a live clock. Pure. */

const STEP_MS = 15_000;

export const ruleInstant = (endMs: number, live: boolean): number => (live ? endMs - (endMs % STEP_MS) : endMs);
