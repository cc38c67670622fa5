/**
 * Records on their way out, grouped by sender and scope as an export request wants them.
 * Shape: `record(sender, scope)` answers a writer to which the caller appends one whole record (tag 18 = field 2 of ScopeSpans,
 * ScopeLogs and ScopeMetrics alike); `take()` answers the request and begins the next. Order is that of first appearance.
 */
import { ProtobufWriter } from "../../server/otlp/protobufWriter.ts";
import { SCHEMA_URL, type Sender } from "./resource.ts";
import type { ScopeName } from "./scopes.ts";

/** The tag of spans, log_records and metrics in their scope. */
export const RECORD_TAG = 18;

interface Group {
  readonly sender: Sender;
  readonly scopes: Map<ScopeName, ProtobufWriter>;
}

export interface Batch {
  readonly bytes: Uint8Array;
  readonly records: number;
}

export class Outbox {
  private groups = new Map<string, Group>();
  private records = 0;

  /** A writer for one more record. */
  record(sender: Sender, scope: ScopeName, count = 1): ProtobufWriter {
    let group = this.groups.get(sender.key);
    if (!group) {
      group = { sender, scopes: new Map() };
      this.groups.set(sender.key, group);
    }
    let writer = group.scopes.get(scope);
    if (!writer) {
      writer = new ProtobufWriter(2_048);
      group.scopes.set(scope, writer);
    }
    this.records += count;
    return writer;
  }

  /** Everything since the last time as one request; null when there is nothing. */
  take(): Batch | null {
    if (this.records === 0) return null;
    const request = new ProtobufWriter(this.records * 600 + 1_024 * this.groups.size);
    for (const group of this.groups.values()) {
      const resourceGroup = request.begin(10);
      request.bytes(10, group.sender.resource);
      for (const [scope, writer] of group.scopes) {
        const scopeGroup = request.begin(18);
        writeScope(request, scope);
        const records = writer.finish();
        request.raw(records, 0, records.length);
        request.string(26, SCHEMA_URL);
        request.end(scopeGroup);
      }
      request.string(26, SCHEMA_URL);
      request.end(resourceGroup);
    }
    const batch = { bytes: request.finish(), records: this.records };
    this.groups = new Map();
    this.records = 0;
    return batch;
  }
}

function writeScope(request: ProtobufWriter, scope: ScopeName): void {
  const mark = request.begin(10);
  request.string(10, scope.name);
  if (scope.version) request.string(18, scope.version);
  request.end(mark);
}
