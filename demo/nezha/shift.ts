/**
 * Moving the capture to now. It was cut to blocks hours and a day apart, with nothing between them; shifted as a whole, all but the
 * last would lie outside every ordinary window. So each block is moved by its own distance: spacing within a block is kept,
 * the emptiness between blocks shrinks to ten minutes, and the last block ends now.
 *
 *   08:30-10:03 ..... 13:20-14:35 .............. 11:30-13:05     as captured
 *                          [93 min] 10 [75 min] 10 [95 min] now   as sent
 *
 * Units: Unix milliseconds.
 */
export interface Block {
  readonly startMs: number;
  readonly endMs: number;
  /** Added to every instant of the block. */
  readonly shiftMs: number;
}

const CUT_MS = 30 * 60_000;
const BETWEEN_MS = 10 * 60_000;

/** The blocks of these instants (in any order), shifted so that the last ends at `nowMs`. */
export function blocksOf(instants: readonly number[], nowMs: number): Block[] {
  const sorted = [...instants].sort((a, b) => a - b);
  const spans: { startMs: number; endMs: number }[] = [];
  for (const ms of sorted) {
    const last = spans[spans.length - 1];
    if (last && ms - last.endMs <= CUT_MS) last.endMs = ms;
    else spans.push({ startMs: ms, endMs: ms });
  }
  let endMs = nowMs;
  const blocks: Block[] = [];
  for (const span of spans.reverse()) {
    blocks.unshift({ ...span, shiftMs: endMs - span.endMs });
    endMs -= span.endMs - span.startMs + BETWEEN_MS;
  }
  return blocks;
}

/** The distance by which an instant moves: its block's, or the nearest block's. */
export function shiftAt(blocks: readonly Block[], ms: number): number {
  let best = blocks[0];
  let least = Number.POSITIVE_INFINITY;
  for (const block of blocks) {
    const away = Math.max(block.startMs - ms, ms - block.endMs, 0);
    if (away < least) {
      least = away;
      best = block;
    }
  }
  return best?.shiftMs ?? 0;
}
