/** Sorting of table rows by one column. Rows without a value stand last in both directions; equal rows keep their order. */

export type SortValue = number | string | null;

export interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

/** `rate` ascending, `-rate` descending: the form in a URL. */
export function parseSorting(text: string): Sorting | null {
  const descending = text.startsWith("-");
  const column = descending ? text.slice(1) : text;
  return /^[a-zA-Z0-9]+$/.test(column) ? { column, descending } : null;
}

export function writeSorting({ column, descending }: Sorting): string {
  return descending ? `-${column}` : column;
}

export function sortRows<Row>(rows: readonly Row[], value: (row: Row) => SortValue, descending: boolean): Row[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((one, other) => {
    const a = value(one);
    const b = value(other);
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    if (typeof a === "string" || typeof b === "string") return sign * String(a).localeCompare(String(b));
    return sign * (a - b);
  });
}
