/**
 * The spans of one trace as columns: what every question about a trace starts from.
 * Shape: entry i of every column is span i, in order of start. Names, services and hosts are dictionary indexes.
 * Units: offsets in nanoseconds from `startUnixNano`, the earliest start; lengths are end minus start *as sent*, so a span that
 * ends before it starts has a negative one. Numbers, not bigint: whole to 2^53 ns (104 days), then rounded.
 * Next: `traceTree.ts`.
 */
export interface TraceSpans {
  readonly count: number;
  readonly startUnixNano: bigint;
  readonly services: readonly string[];
  readonly names: readonly string[];
  /** Which clock stamped a span: its host, see `clockSkew.ts`. */
  readonly hosts: readonly string[];
  readonly spanId: readonly string[];
  /** "" for a span that names no parent. */
  readonly parentSpanId: readonly string[];
  readonly service: Uint32Array;
  readonly name: Uint32Array;
  readonly host: Uint32Array;
  readonly kind: Int32Array;
  readonly statusCode: Int32Array;
  readonly offsetNano: Float64Array;
  readonly lengthNano: Float64Array;
}

export interface SpanRow {
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly service?: string;
  readonly name?: string;
  readonly host?: string;
  readonly kind?: number;
  readonly statusCode?: number;
  /** On any one clock; the columns are relative to the earliest. */
  readonly startUnixNano: bigint;
  readonly endUnixNano: bigint;
}

/** Strings to small numbers, in order of first use. */
export function dictionary(): { readonly words: string[]; indexOf(word: string): number } {
  const words: string[] = [];
  const known = new Map<string, number>();
  return {
    words,
    indexOf(word) {
      const found = known.get(word);
      if (found !== undefined) return found;
      known.set(word, words.length);
      return words.push(word) - 1;
    },
  };
}

/** Columns of these spans, sorted by start (ties: the longer first, then as given). */
export function traceSpansOf(rows: readonly SpanRow[]): TraceSpans {
  const sorted = isSorted(rows) ? rows : [...rows].sort(byStart);
  const count = sorted.length;
  const [services, names, hosts] = [dictionary(), dictionary(), dictionary()];
  const startUnixNano = sorted[0]?.startUnixNano ?? 0n;
  const columns = {
    service: new Uint32Array(count),
    name: new Uint32Array(count),
    host: new Uint32Array(count),
    kind: new Int32Array(count),
    statusCode: new Int32Array(count),
    offsetNano: new Float64Array(count),
    lengthNano: new Float64Array(count),
  };
  sorted.forEach((row, i) => {
    columns.service[i] = services.indexOf(row.service ?? "");
    columns.name[i] = names.indexOf(row.name ?? "");
    columns.host[i] = hosts.indexOf(row.host ?? "");
    columns.kind[i] = row.kind ?? 0;
    columns.statusCode[i] = row.statusCode ?? 0;
    columns.offsetNano[i] = Number(row.startUnixNano - startUnixNano);
    columns.lengthNano[i] = Number(row.endUnixNano - row.startUnixNano);
  });
  return {
    count,
    startUnixNano,
    services: services.words,
    names: names.words,
    hosts: hosts.words,
    spanId: sorted.map((row) => row.spanId),
    parentSpanId: sorted.map((row) => row.parentSpanId ?? ""),
    ...columns,
  };
}

/** Order of rows: by start; of equal starts the longer first, since it may be the parent. */
export function byStart(a: SpanRow, b: SpanRow): number {
  if (a.startUnixNano !== b.startUnixNano) return a.startUnixNano < b.startUnixNano ? -1 : 1;
  return a.endUnixNano === b.endUnixNano ? 0 : a.endUnixNano > b.endUnixNano ? -1 : 1;
}

function isSorted(rows: readonly SpanRow[]): boolean {
  return rows.every((row, i) => {
    const before = rows[i - 1];
    return before === undefined || byStart(before, row) <= 0;
  });
}
