/** From OTLP bytes to the rows of the screen, and back to one span's own bytes. */
import { describe, expect, it } from "vitest";
import { ProtobufWriter } from "../otlp/protobufWriter.ts";
import { readTraces } from "../otlp/readTraces.ts";
import { readTraceSpans, spanBytes } from "./traceReading.ts";
import { traceView } from "./traceView.ts";

const TRACE_ID = "0123456789abcdef0123456789abcdef";
const id = (number: number) => number.toString(16).padStart(16, "0");

interface Drawn {
  readonly service: string;
  readonly name: string;
  readonly span: number;
  readonly parent?: number;
  readonly from: number;
  readonly to: number;
  readonly failed?: boolean;
  readonly eventAt?: number;
}

function tracesData(spans: readonly Drawn[]): Uint8Array {
  const writer = new ProtobufWriter();
  for (const drawn of spans) {
    const group = writer.begin(10);
    const resource = writer.begin(10);
    const attribute = writer.begin(10);
    writer.string(10, "service.name");
    const value = writer.begin(18);
    writer.string(10, drawn.service);
    for (const mark of [value, attribute, resource]) writer.end(mark);
    const scopeSpans = writer.begin(18);
    const scope = writer.begin(10);
    writer.string(10, "test-scope");
    writer.end(scope);
    const span = writer.begin(18);
    writer.hex(10, TRACE_ID);
    writer.hex(18, id(drawn.span));
    if (drawn.parent) writer.hex(34, id(drawn.parent));
    writer.string(42, drawn.name);
    writer.int32(48, 2);
    writer.fixed64(57, 1_700_000_000_000_000_000n + BigInt(drawn.from));
    writer.fixed64(65, 1_700_000_000_000_000_000n + BigInt(drawn.to));
    if (drawn.eventAt !== undefined) {
      const event = writer.begin(90);
      writer.fixed64(9, 1_700_000_000_000_000_000n + BigInt(drawn.eventAt));
      writer.string(18, "exception");
      writer.end(event);
    }
    if (drawn.failed) {
      const status = writer.begin(122);
      writer.int32(24, 2);
      writer.end(status);
    }
    for (const mark of [span, scopeSpans, group]) writer.end(mark);
  }
  return writer.finish();
}

describe("traceView", () => {
  const bytes = tracesData([
    { service: "db", name: "SELECT", span: 3, parent: 2, from: 30, to: 90, failed: true, eventAt: 80 },
    { service: "web", name: "GET /", span: 1, from: 0, to: 100 },
    { service: "api", name: "list", span: 2, parent: 1, from: 10, to: 95 },
    { service: "api", name: "lost", span: 4, parent: 99, from: 50, to: 60 },
  ]);

  it("gives the rows of the waterfall with words in dictionaries", () => {
    const view = traceView(TRACE_ID, readTraceSpans(bytes));
    const words = view.rows.service.map(
      (service, row) => `${view.services[service]} ${view.names[view.rows.name[row] ?? 0]}`,
    );
    expect(words.filter((_, row) => row !== 3)).toEqual(["web GET /", "api list", "db SELECT", "api lost"]);
    expect(view.rows).toMatchObject({
      count: 5,
      spanIds: [1, 2, 3, 99, 4].map(id).join(""),
      parent: [-1, 0, 1, -1, 3],
      offsetNano: [0, 10, 30, 50, 50],
      durationNano: [100, 85, 60, 10, 10],
      selfNano: [15, 25, 60, 0, 10],
      statusCode: [0, 0, 2, 0, 0],
    });
    expect(view).toMatchObject({
      startUnixNano: "1700000000000000000",
      durationNano: 100,
      spanCount: 4,
      errorCount: 1,
      rootRow: 0,
      events: { row: [2], offsetNano: [80], isException: [1] },
      eventsLeftOut: 0,
    });
    expect(view.findings.map((finding) => finding.kind)).toEqual(["firstError", "dominant", "missingParents"]);
  });

  it("tells by how much a root ends before it starts, and nothing of one that does not", () => {
    const reversed = tracesData([
      { service: "web", name: "backwards", span: 1, from: 9, to: 4 },
      { service: "web", name: "inside", span: 2, parent: 1, from: 10, to: 15 },
    ]);
    expect(traceView(TRACE_ID, readTraceSpans(reversed)).rootReversedNano).toBe(5);
    expect(traceView(TRACE_ID, readTraceSpans(bytes)).rootReversedNano).toBeUndefined();
  });

  it("crosses JSON unchanged", () => {
    const view = traceView(TRACE_ID, readTraceSpans(bytes));
    expect(JSON.parse(JSON.stringify(view))).toEqual(view);
  });

  it("cuts out one span with its own resource and scope, byte for byte", () => {
    const reading = readTraceSpans(bytes);
    const [group] = readTraces(spanBytes(reading, reading.spans.spanId.indexOf(id(3))) ?? new Uint8Array());
    expect(group?.scopeSpans[0]?.spans).toEqual(
      readTraces(bytes)
        .flatMap((one) => one.scopeSpans.flatMap((two) => two.spans))
        .filter((span) => span.name === "SELECT"),
    );
    expect(group?.scopeSpans[0]?.scope.name).toBe("test-scope");
    expect(spanBytes(reading, -1)).toBeNull();
  });
});
