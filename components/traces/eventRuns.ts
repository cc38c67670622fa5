/** Event ticks of one bar, in ascending pixels -> runs: ticks nearer than three pixels are one mark, or a bar turns into a zebra. */
export interface EventRun {
  readonly fromPx: number;
  readonly toPx: number;
}

const MERGE_PX = 3;

export function eventRuns(ascendingPx: readonly number[]): EventRun[] {
  const runs: { fromPx: number; toPx: number }[] = [];
  for (const px of ascendingPx) {
    const last = runs.at(-1);
    if (last && px - last.toPx <= MERGE_PX) last.toPx = Math.max(px, last.toPx);
    else runs.push({ fromPx: px, toPx: px });
  }
  return runs;
}
