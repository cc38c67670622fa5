/**
 * How a span of a trace is referred to, in addresses and between questions: `<16 hex digits>`, or `<digits>~<n>` for the nth of several
 * that share an id, in order of start (ties: the longer first).
 * Shape: `spanIds` holds 16 digits an entry, one entry after the other; an entry is named by its place in them.
 */
const ID_DIGITS = 16;

export interface SpanIdColumns {
  readonly spanIds: string;
  readonly offsetNano: ArrayLike<number>;
  readonly durationNano: ArrayLike<number>;
}

/** Entries with this id, in order of start; none for what is no span id. */
export function entriesWithId({ spanIds, offsetNano, durationNano }: SpanIdColumns, spanId: string): number[] {
  const entries: number[] = [];
  if (!/^[0-9a-f]{16}$/.test(spanId)) return entries;
  for (let at = spanIds.indexOf(spanId); at >= 0; at = spanIds.indexOf(spanId, at + 1)) {
    if (at % ID_DIGITS === 0) entries.push(at / ID_DIGITS);
  }
  return entries.sort(
    (a, b) => (offsetNano[a] ?? 0) - (offsetNano[b] ?? 0) || (durationNano[b] ?? 0) - (durationNano[a] ?? 0) || a - b,
  );
}

/** The entry that a reference names, or null when there is none such. */
export function entryOfReference(columns: SpanIdColumns, text: string): number | null {
  const [spanId = "", nth = "0"] = text.toLowerCase().split("~");
  return entriesWithId(columns, spanId)[Number(nth)] ?? null;
}

export const spanIdAt = ({ spanIds }: Pick<SpanIdColumns, "spanIds">, entry: number): string =>
  spanIds.slice(entry * ID_DIGITS, (entry + 1) * ID_DIGITS);
