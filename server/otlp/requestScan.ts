/**
 * One walk over a request: resource groups, scope groups, records, in whatever order their fields come.
 * The three decoders give it a function for one record; it keeps the envelopes, the runs of the columns, the issues and the
 * paths. Decisions: a group without kept records leaves no envelope; of a repeated singular field the last one counts (protobuf
 * would merge repeated messages; nobody sends them); a resource or scope that nests too deep takes its records with it.
 */
import type {
  MetricRange,
  RecordColumns,
  RecordIssueCode,
  ResourceRange,
  ScopeRange,
  Signal,
} from "../model/columns.ts";
import { type DecodeOptions, IssueTally } from "./decoded.ts";
import { LimitCheck } from "./limitCheck.ts";
import { ProtobufReader } from "./protobufReader.ts";
import { RunList } from "./runList.ts";
import { messageType } from "./schema.ts";

const RESOURCE = messageType("Resource");
const SCOPE = messageType("InstrumentationScope");
/** resource (scope), scope groups (records), schema_url: the same numbers in all three signals. */
const HEAD_TAG = 0x0a;
const BODY_TAG = 0x12;
const SCHEMA_URL_TAG = 0x1a;
const PATHS: Readonly<Record<Signal, readonly [string, string, string]>> = {
  traces: ["resourceSpans", "scopeSpans", "spans"],
  logs: ["resourceLogs", "scopeLogs", "logRecords"],
  metrics: ["resourceMetrics", "scopeMetrics", "metrics"],
};

/** An instant as two unsigned halves. */
function halves(unixNano: bigint): [number, number] {
  const bounded = unixNano < 0n ? 0n : unixNano > 0xffffffffffffffffn ? 0xffffffffffffffffn : unixNano;
  return [Number(bounded >> 32n), Number(bounded & 0xffffffffn)];
}

/** What to return to when an envelope takes its records with it. */
interface Mark {
  readonly count: number;
  readonly scopes: number;
  readonly metrics: number;
  readonly runs: number;
  readonly attributeRuns: number;
}

/** Columns of any signal; only points have metrics. */
type ScannedColumns = RecordColumns & { readonly metrics?: MetricRange[] };

export class RequestScan<C extends ScannedColumns> {
  readonly reader: ProtobufReader;
  readonly check: LimitCheck;
  readonly tally: IssueTally;
  readonly columns: C;
  /** Index of the scope that the record at hand will belong to. */
  scopeIndex = 0;
  /** Set when something must be clipped: the caller rewrites the request and scans again. */
  overLimits = false;
  /** What follows the record in a path; metrics set it. */
  pathTail: () => string = () => "";
  readonly runs: RunList;
  /** Attributes of data points; unused by the other signals. */
  readonly attributeRuns: RunList;
  private readonly signal: Signal;
  private readonly fromHi: number;
  private readonly fromLo: number;
  private readonly toHi: number;
  private readonly toLo: number;
  private group = 0;
  private scope = 0;
  private record = 0;

  constructor(signal: Signal, columns: C, options: DecodeOptions) {
    this.signal = signal;
    this.columns = columns;
    this.reader = new ProtobufReader(columns.bytes);
    this.check = new LimitCheck(this.reader, options);
    this.tally = new IssueTally(options);
    this.runs = new RunList(columns.scope.length);
    this.attributeRuns = new RunList(signal === "metrics" ? columns.scope.length : 0);
    [this.fromHi, this.fromLo] = halves(options.acceptFromUnixNano);
    [this.toHi, this.toLo] = halves(options.acceptToUnixNano);
  }

  /** Walks the whole request. Throws MalformedProtobuf. */
  walk(record: (at: number, end: number) => void): void {
    const { reader } = this;
    const end = reader.bytes.length;
    this.group = -1;
    for (let at = 0; at < end; ) {
      at = reader.field(at, end);
      if (reader.tag !== HEAD_TAG) continue;
      this.group++;
      this.resourceGroup(reader.payload, at, record);
    }
    this.runs.close(this.columns.count);
    this.columns.firstRun = this.runs.first;
    this.columns.runs = this.runs.runs;
  }

  private resourceGroup(from: number, end: number, record: (at: number, end: number) => void): void {
    const { reader, columns, check } = this;
    const mark = this.mark();
    let urlBytes = 0;
    let met = 0;
    let head: ResourceRange = { at: from, end: from, schemaUrl: "" };
    this.scope = -1;
    for (let at = from; at < end; ) {
      at = reader.field(at, end);
      if (reader.tag === BODY_TAG) {
        this.scope++;
        this.scopeGroup(reader.payload, at, record);
      } else if (reader.tag === HEAD_TAG) {
        head = { ...head, at: reader.payload, end: at };
        check.message(RESOURCE, head.at, at, 0);
        met = check.take();
      } else if (reader.tag === SCHEMA_URL_TAG) {
        head = { ...head, schemaUrl: reader.text(reader.payload, at) };
        urlBytes = at - reader.payload;
      }
    }
    check.restore(met);
    check.text(0, urlBytes);
    this.judgeEnvelope(() => `${this.groupPath()}.resource`, mark);
    if (columns.count > mark.count) columns.resources.push(head);
  }

  private scopeGroup(from: number, end: number, record: (at: number, end: number) => void): void {
    const { reader, columns, check } = this;
    const mark = this.mark();
    let urlBytes = 0;
    let met = 0;
    let head: ScopeRange = { resource: columns.resources.length, at: from, end: from, schemaUrl: "" };
    this.scopeIndex = columns.scopes.length;
    this.record = -1;
    for (let at = from; at < end; ) {
      at = reader.field(at, end);
      if (reader.tag === BODY_TAG) {
        this.record++;
        record(reader.payload, at);
      } else if (reader.tag === HEAD_TAG) {
        head = { ...head, at: reader.payload, end: at };
        check.message(SCOPE, head.at, at, 0);
        met = check.take();
      } else if (reader.tag === SCHEMA_URL_TAG) {
        head = { ...head, schemaUrl: reader.text(reader.payload, at) };
        urlBytes = at - reader.payload;
      }
    }
    check.restore(met);
    check.text(0, urlBytes);
    const path = () => `${this.groupPath()}.${PATHS[this.signal][1]}[${this.scope}].scope`;
    this.judgeEnvelope(path, mark);
    if (columns.count > mark.count) columns.scopes.push(head);
  }

  mark(): Mark {
    const { columns, runs, attributeRuns } = this;
    const metrics = columns.metrics?.length ?? 0;
    return {
      count: columns.count,
      scopes: columns.scopes.length,
      metrics,
      runs: runs.length,
      attributeRuns: attributeRuns.length,
    };
  }

  /** Judges what was just checked of an envelope: too deep, and the records since the mark are refused with it. */
  judgeEnvelope(path: () => string, mark: Mark): void {
    const { columns, check } = this;
    if (check.deep) {
      this.tally.add("nested_too_deep", path, columns.count - mark.count);
      columns.count = mark.count;
      columns.scopes.length = mark.scopes;
      if (columns.metrics) columns.metrics.length = mark.metrics;
      this.runs.backTo(mark.runs);
      this.attributeRuns.backTo(mark.attributeRuns);
    } else {
      this.noteLimits(path);
    }
    check.clear();
  }

  private noteLimits(path: () => string): void {
    if (this.check.many) this.tally.add("attributes_clipped", path);
    if (this.check.long) this.tally.add("strings_clipped", path);
    if (this.check.many || this.check.long) this.overLimits = true;
  }

  /** Takes the open record into the columns. */
  accept(): void {
    if (this.check.many || this.check.long) this.noteLimits(() => this.path());
    this.columns.count++;
  }

  /** Leaves the open record out. */
  refuse(code: RecordIssueCode): void {
    const { count } = this.columns;
    this.tally.add(code, () => this.path());
    this.runs.backTo((this.runs.first[count] ?? 0) * 2);
    if (this.columns.metrics) this.attributeRuns.backTo((this.attributeRuns.first[count] ?? 0) * 2);
  }

  /** Null when an instant lies in the accepted window, else why not. */
  timeIssue(hi: number, lo: number): "too_old" | "too_far_ahead" | null {
    if (hi < this.fromHi || (hi === this.fromHi && lo < this.fromLo)) return "too_old";
    if (hi > this.toHi || (hi === this.toHi && lo > this.toLo)) return "too_far_ahead";
    return null;
  }

  private groupPath(): string {
    return `${PATHS[this.signal][0]}[${this.group}]`;
  }

  /** Where the record at hand stands, as `resourceSpans[0].scopeSpans[1].spans[7]`. */
  path(): string {
    const [, scopes, records] = PATHS[this.signal];
    return `${this.groupPath()}.${scopes}[${this.scope}].${records}[${this.record}]${this.pathTail()}`;
  }
}
