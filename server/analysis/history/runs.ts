/**
 * Signs of life -> runs: stretches in which a thing was never silent for longer than its kind may be. A run is over when the silence after
 * it has lasted, and not before: until then its end is not known. Units: Unix milliseconds.
 */

/** Signs of life from the first to the last instant, both included. */
export interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
}
export interface Run extends Stretch {
  /** False while it may still go on. */
  readonly isOver: boolean;
}

export const INSTANCE_SILENCE_MS = 5 * 60_000;
export const SERVICE_SILENCE_MS = 30 * 60_000;

/** In order of time. What lies at or after `untilMs` is not known yet. */
export function runsOf(stretches: readonly Stretch[], silenceMs: number, untilMs: number): Run[] {
  const known = stretches.filter(({ startMs }) => startMs < untilMs).sort((a, b) => a.startMs - b.startMs);
  const runs: { startMs: number; endMs: number }[] = [];
  for (const { startMs, endMs } of known) {
    const last = runs.at(-1);
    const end = Math.min(Math.max(endMs, startMs), untilMs);
    if (last && startMs - last.endMs <= silenceMs) last.endMs = Math.max(last.endMs, end);
    else runs.push({ startMs, endMs: end });
  }
  return runs.map((run) => ({ ...run, isOver: run.endMs + silenceMs <= untilMs }));
}

/** Whether it lives at an instant, as far as is known. */
export function isAlive({ startMs, endMs, isOver }: Run, atMs: number): boolean {
  return startMs <= atMs && (!isOver || endMs > atMs);
}

/** The stretches of buckets that have calls, buckets without gaps joined. */
export function busyStretches(
  calls: readonly number[],
  grid: { readonly startMs: number; readonly stepMs: number },
): Stretch[] {
  const stretches: { startMs: number; endMs: number }[] = [];
  calls.forEach((count, i) => {
    if (count === 0) return;
    const startMs = grid.startMs + i * grid.stepMs;
    const last = stretches.at(-1);
    if (last?.endMs === startMs) last.endMs += grid.stepMs;
    else stretches.push({ startMs, endMs: startMs + grid.stepMs });
  });
  return stretches;
}
