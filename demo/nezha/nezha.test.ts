/** The capture's rows as records, its blocks moved to now, and its traps. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { SpanKind } from "../../server/model/span.ts";
import { checkRetention } from "../nezha.ts";
import { captureFiles, readFaults, serviceOf } from "./capture.ts";
import { parseRows, readRows } from "./csv.ts";
import { gaugesOf, logOf, spanOf } from "./records.ts";
import { blocksOf, shiftAt } from "./shift.ts";

const stay = (nano: bigint) => nano;
const ALONE = { parentPod: undefined, calledAway: false };
const row = {
  TraceID: "b0103bb0161ad7fa352fe1828eeb643a",
  SpanID: "a4424f20bffee416",
  ParentID: "520b067330e3ede5",
  PodName: "ts-gateway-service-6f6cfc45b-h5m2n",
  OperationName: "FilteringWebHandler.handle",
  StartTimeUnixNano: "1674981768697763387",
  EndTimeUnixNano: "1674981769015072039",
  Duration: "317308",
};
const inside = { parentPod: row.PodName, calledAway: false };

describe("a row of the capture", () => {
  it("is split at commas that no quotes hold", () => {
    expect([...parseRows('a,b,c\n1,"x, ""y""\nz",3\r\n4,,\n')]).toEqual([
      ["a", "b", "c"],
      ["1", 'x, "y"\nz', "3"],
      ["4", "", ""],
    ]);
  });

  it("belongs to the service that its pod's name begins with", () => {
    expect(serviceOf("ts-food-service-f5756978c-k8vqf")).toBe("ts-food-service");
    expect(serviceOf("Frontend")).toBe("Frontend");
  });

  it("is a SERVER span when it begins a trace or comes from another pod, CLIENT when it calls another, else INTERNAL", () => {
    expect(spanOf({ ...row, ParentID: "root" }, ALONE, stay)).toMatchObject({
      kind: SpanKind.SERVER,
      parentSpanId: null,
    });
    const called = { parentPod: "ts-auth-service-7f8d7d756d-k7b9j", calledAway: false };
    expect(spanOf(row, called, stay)?.kind).toBe(SpanKind.SERVER);
    expect(spanOf(row, { parentPod: row.PodName, calledAway: true }, stay)?.kind).toBe(SpanKind.CLIENT);
    expect(spanOf(row, inside, stay)).toMatchObject({ kind: SpanKind.INTERNAL, parentSpanId: "520b067330e3ede5" });
    expect(spanOf({ ...row, SpanID: "x" }, ALONE, stay)).toBeNull();
  });

  it("keeps its nanoseconds when it is moved", () => {
    const span = spanOf(row, inside, (nano) => nano + 86_400_000_000_000n);
    expect(span?.startTimeUnixNano).toBe(1_675_068_168_697_763_387n);
    expect(span && span.endTimeUnixNano - span.startTimeUnixNano).toBe(317_308_652n);
  });

  it("opens the container's envelope of a log line and reads its severity", () => {
    const log = logOf(
      {
        TimeUnixNano: "1674981742383150913",
        TraceID: row.TraceID,
        SpanID: row.SpanID,
        Container: "server",
        Log: JSON.stringify({ log: "16:42:22.382 INFO  t.s.TravelServiceImpl#532 Route is fine\n", stream: "stdout" }),
      },
      stay,
    );
    expect(log).toMatchObject({
      severityNumber: 9,
      severityText: "INFO",
      body: { type: "string", value: "16:42:22.382 INFO  t.s.TravelServiceImpl#532 Route is fine" },
      traceId: row.TraceID,
      spanId: row.SpanID,
    });
    expect(logOf({ TimeUnixNano: "1", Log: "no envelope" }, stay)).toMatchObject({
      severityNumber: 0,
      body: { value: "no envelope" },
    });
  });

  it("takes a log's time from its text where the number overflowed", () => {
    const log = logOf({ TimeUnixNano: "-6795364578871345152", Timestamp: "2023-01-29T09:20:29.295", Log: "x" }, stay);
    expect(log.timeUnixNano).toBe(BigInt(Date.UTC(2023, 0, 29, 9, 20, 29)) * 1_000_000n + 295_000_000n);
  });

  it("has no point where there was no number", () => {
    const metrics = gaugesOf(
      [{ TimeStamp: "1674981669", "CpuUsage(m)": "7.5", "PodServerLatencyP90(s)": "NaN" }],
      stay,
    );
    expect(metrics.map(({ name }) => name)).toEqual(["k8s.pod.cpu.usage"]);
    expect(metrics[0]).toMatchObject({
      dataPoints: [{ timeUnixNano: 1_674_981_669_000_000_000n, value: { value: 0.0075 } }],
    });
  });
});

describe("moving the capture", () => {
  const minutes = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => (from + i) * 60_000);

  it("keeps the spacing within a block, closes the emptiness between blocks, ends now", () => {
    const nowMs = 100_000 * 60_000;
    const blocks = blocksOf([...minutes(1_000, 1_090), ...minutes(2_500, 2_560)].reverse(), nowMs);
    const now = blocks.map(({ startMs, endMs, shiftMs }) =>
      [startMs + shiftMs, endMs + shiftMs].map((ms) => (ms - nowMs) / 60_000),
    );
    expect(now).toEqual([
      [-160, -70],
      [-60, 0],
    ]);
    expect(shiftAt(blocks, 2_565 * 60_000)).toBe(blocks[1]?.shiftMs);
    expect(shiftAt(blocks, 995 * 60_000)).toBe(blocks[0]?.shiftMs);
  });

  it("refuses to keep times that the retention does not cover", () => {
    const nowMs = Date.UTC(2026, 10, 21);
    expect(() => checkRetention(Date.UTC(2023, 0, 29), nowMs, "7d")).toThrow("CHRONOSCOPE_RETENTION=1393d");
    expect(() => checkRetention(Date.UTC(2023, 0, 29), nowMs, "200w")).not.toThrow();
  });
});

it("takes a fault's time from inject_time, not from the stamp that is 8 hours off", () => {
  const folder = mkdtempSync(join(tmpdir(), "nezha-"));
  const path = join(folder, "fault_list.json");
  writeFileSync(
    path,
    JSON.stringify({
      "08": [
        {
          inject_time: "2023-01-29 08:43:04",
          inject_timestamp: "1674953044",
          inject_pod: "ts-contacts-service-866bd68c97-xcqfx",
          inject_type: "return",
        },
      ],
    }),
  );
  expect(readFaults([path])[0]?.atMs).toBe(Date.UTC(2023, 0, 29, 8, 43, 4));
  rmSync(folder, { recursive: true });
});

const CAPTURE = resolve(import.meta.dirname, "../../../shared/data/nezha/trainticket");
it.skipIf(!existsSync(CAPTURE))("finds the capture's files and 23 faults (skipped: no reference data)", () => {
  const files = captureFiles(CAPTURE);
  expect(readFaults(files.faults)).toHaveLength(23);
  expect(files.logs).toHaveLength(files.traces.length);
  const rows = [...readRows(files.traces[0] ?? "")];
  expect(rows.length).toBeGreaterThan(1_000);
  expect(rows.every((one) => spanOf(one, ALONE, stay) !== null)).toBe(true);
});
