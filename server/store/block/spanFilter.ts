/**
 * Which rows of a span block a TraceQuery means. First by columns alone (`columnRows`), then, when attributes or links are asked for, by
 * the records' own fields (`judge`), for which the rows' chunks must be there.
 */
import type { TraceQuery } from "../telemetryStore.ts";
import { AttributeJudge, AttributesTag, needleOf, type PreparedFilter, prepareFilter } from "./attributeMatch.ts";
import { compareHalves } from "./blockView.ts";
import type { SpanView } from "./decodeSpans.ts";
import { LinkMatch } from "./linkMatch.ts";

/** Halves of the instant at the start of this millisecond, held within what 64 bits have. */
export function halvesOfMs(ms: number): { hi: number; lo: number } {
  const nano = BigInt(Math.max(0, Math.floor(ms))) * 1_000_000n;
  const held = nano > 0xffffffffffffffffn ? 0xffffffffffffffffn : nano;
  return { hi: Number(held >> 32n), lo: Number(held & 0xffffffffn) };
}

export class SpanFilter {
  private readonly query: TraceQuery;
  private readonly from: { hi: number; lo: number };
  private readonly to: { hi: number; lo: number };
  private readonly attributes: readonly PreparedFilter[];
  private readonly link: LinkMatch | null;

  constructor(query: TraceQuery) {
    this.query = query;
    this.from = halvesOfMs(query.window.startMs);
    this.to = halvesOfMs(query.window.endMs);
    this.attributes = (query.attributes ?? []).map(prepareFilter);
    this.link = query.linksTo ? new LinkMatch(query.linksTo) : null;
  }

  /** True when the records' fields decide too. */
  get needsRest(): boolean {
    return this.link !== null || this.attributes.some(({ on }) => on !== "resource");
  }

  /** Bytes that a chunk must contain for any of its records to match; null when none can be named. */
  needleOf(judges: readonly AttributeJudge[]): Uint8Array | null {
    return this.link?.needle ?? needleOf(this.attributes, judges);
  }

  judgeOf(view: SpanView): AttributeJudge {
    return new AttributeJudge(this.attributes, AttributesTag.SPAN, view.origins);
  }

  /** Rows that match by everything but the records' own attributes; `only` looks at these traces (by index) alone. */
  columnRows(view: SpanView, judge: AttributeJudge, only?: (trace: number) => boolean): number[] {
    const { kind, statusCode, minDurationNano, maxDurationNano } = this.query;
    const scopes = this.admittedScopes(view, judge);
    const names = this.admittedNames(view);
    const rows: number[] = [];
    if (scopes.every((isIn) => !isIn) || names?.every((isIn) => !isIn)) return rows;
    const { scope } = view;
    const name = names ? view.name : [];
    for (let row = 0; row < view.count; row++) {
      if (!scopes[scope[row] ?? 0]) continue;
      if (names && !names[name[row] ?? 0]) continue;
      if (kind !== undefined && view.kind[row] !== kind) continue;
      if (statusCode !== undefined && view.status[row] !== statusCode) continue;
      if (minDurationNano !== undefined && view.durationNano(row) < minDurationNano) continue;
      if (maxDurationNano !== undefined && view.durationNano(row) > maxDurationNano) continue;
      if (only && !only(view.trace[row] ?? 0)) continue;
      rows.push(row);
    }
    return this.rowsInWindow(view, rows);
  }

  /** Times come last: they are the dearest column to decode, and many blocks have no row that needs it. */
  private rowsInWindow(view: SpanView, rows: readonly number[]): number[] {
    if (rows.length === 0) return [];
    const { hi, lo } = view.start;
    return rows.filter(
      (row) =>
        compareHalves(hi[row] ?? 0, lo[row] ?? 0, this.from.hi, this.from.lo) >= 0 &&
        compareHalves(hi[row] ?? 0, lo[row] ?? 0, this.to.hi, this.to.lo) < 0,
    );
  }

  private admittedScopes(view: SpanView, judge: AttributeJudge): boolean[] {
    return view.origins.scopes.map(({ resource }) => {
      const service = view.origins.services[view.origins.resources[resource]?.service ?? 0];
      return (this.query.service === undefined || this.query.service === service) && judge.admitsResource(resource);
    });
  }

  private admittedNames(view: SpanView): boolean[] | null {
    const wanted = this.query.name;
    if (wanted === undefined) return null;
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    return view.names.map((name) => decoder.decode(name) === wanted);
  }

  /** Of these rows those whose own attributes match too. */
  judge(view: SpanView, judge: AttributeJudge, rows: readonly number[]): number[] {
    if (!this.needsRest) return [...rows];
    return rows.filter((row) => {
      if (!view.hasChunk(view.chunkOf(row))) return false;
      view.seekRest(row);
      if (this.link && !this.link.matches(view.restBytes, view.restFrom, view.restEnd)) return false;
      const resource = view.origins.scopes[view.scope[row] ?? 0]?.resource ?? 0;
      return judge.matches(resource, view.restBytes, view.restFrom, view.restEnd);
    });
  }
}
