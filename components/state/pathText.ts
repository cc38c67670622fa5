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

/** What a path below a page is about: its last segment; of a resource, whose segment is several values with commas between them, all. */
export function subjectText(rest: string): string {
  const key = readPathText(rest.split("/").at(-1) ?? "");
  return rest.includes("/") ? key.split(",").map(readPathText).filter(Boolean).join(" ") : key;
}
