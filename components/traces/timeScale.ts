/** Nanoseconds of a trace -> pixels, with ticks at round times. Linear; [fromNano, toNano] fills [fromPx, toPx]. */
export interface TimeScale {
  readonly fromNano: number;
  readonly toNano: number;
  readonly fromPx: number;
  readonly toPx: number;
  px(nano: number): number;
  nano(px: number): number;
}

export function timeScale(fromNano: number, toNano: number, fromPx: number, toPx: number): TimeScale {
  const nanoPerPx = Math.max(toNano - fromNano, 1) / Math.max(toPx - fromPx, 1);
  return {
    fromNano,
    toNano,
    fromPx,
    toPx,
    px: (nano) => fromPx + (nano - fromNano) / nanoPerPx,
    nano: (px) => fromNano + (px - fromPx) * nanoPerPx,
  };
}

const TIME_STEPS = [1, 2, 2.5, 5];
const SECONDS_PER = [60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400];

/** A narrow axis has its ticks closer, or it would have one. */
const NARROW_PX = 260;
const [EVERY_PX, NARROW_EVERY_PX] = [115, 62];

/** Round times inside the scale, about one per `everyPx` pixels. */
export function timeTicks(
  { fromNano, toNano, fromPx, toPx }: TimeScale,
  everyPx = toPx - fromPx < NARROW_PX ? NARROW_EVERY_PX : EVERY_PX,
): number[] {
  const wished = ((toNano - fromNano) * everyPx) / Math.max(toPx - fromPx, 1);
  const step = roundStep(Math.max(wished, 1));
  const ticks: number[] = [];
  for (let at = Math.ceil(fromNano / step) * step; at <= toNano && ticks.length < 100; at += step) ticks.push(at);
  return ticks;
}

function roundStep(nano: number): number {
  if (nano > 30e9) {
    const seconds = SECONDS_PER.find((size) => size * 1e9 >= nano);
    return seconds ? seconds * 1e9 : Math.ceil(nano / 86_400e9) * 86_400e9;
  }
  const power = 10 ** Math.floor(Math.log10(nano));
  return (TIME_STEPS.find((step) => step * power >= nano) ?? 10) * power;
}

/** `<from>_<to>` in whole nanoseconds, as in the URL; null for what makes no stretch of at least 1 ns. */
export function parseZoom(text: string): readonly [number, number] | null {
  const match = /^(-?\d{1,16})_(-?\d{1,16})$/.exec(text);
  if (!match) return null;
  const [from, to] = [Number(match[1]), Number(match[2])];
  return to > from ? [from, to] : null;
}

export function writeZoom([from, to]: readonly [number, number]): string {
  return `${Math.round(from)}_${Math.round(to)}`;
}
