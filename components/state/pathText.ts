/**
 * Text in a path. Next hands a segment over percent-encoded, except where it has undone that already; a name such as "100%" is no
 * encoding of anything then, and must not end the page.
 */
export function readPathText(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
