/** Where in ascending times an instant lies, by halving. */

/** Place of the first time after `timeMs`; the number of times when there is none. */
export function placeAfter(timesMs: Float64Array, timeMs: number): number {
  let low = 0;
  let high = timesMs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesMs[middle] as number) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
