/** Text in the order of its UTF-8 bytes, as Go compares strings. It differs from JavaScript's order only around surrogates. */
const SURROGATES = /[\ud800-\udfff]/;

export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  if (!SURROGATES.test(a) && !SURROGATES.test(b)) return a < b ? -1 : 1;
  const [left, right] = [[...a], [...b]];
  for (const [i, character] of left.entries()) {
    const difference = (character.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? -1);
    if (difference !== 0) return difference;
  }
  return -1;
}
