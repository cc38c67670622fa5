/** Responses in both encodings; the oracle reads what it has messages for. */
import generated from "otlp-generated/build/src/generated/root.js";
import { describe, expect, it } from "vitest";
import { encodeExportResponse, encodeStatus } from "./encodeResponse.ts";

interface Response {
  readonly partialSuccess?: { readonly rejectedLogRecords: unknown; readonly errorMessage: string };
}
/** The generated module's own types stop at its root. */
const { ExportLogsServiceResponse } = (
  generated as unknown as {
    opentelemetry: {
      proto: { collector: { logs: { v1: { ExportLogsServiceResponse: { decode(bytes: Uint8Array): Response } } } } };
    };
  }
).opentelemetry.proto.collector.logs.v1;
const json = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));

describe("encodeExportResponse", () => {
  it("is an empty message when everything was taken in", () => {
    expect(encodeExportResponse("traces", null, "protobuf")).toHaveLength(0);
    expect(json(encodeExportResponse("traces", null, "json"))).toEqual({});
  });

  it("counts what was refused under the signal's own name, as a string in JSON", () => {
    const partial = { rejected: 3, message: "3 refused" };
    expect(json(encodeExportResponse("metrics", partial, "json"))).toEqual({
      partialSuccess: { rejectedDataPoints: "3", errorMessage: "3 refused" },
    });
    const read = ExportLogsServiceResponse.decode(encodeExportResponse("logs", partial, "protobuf"));
    expect([Number(read.partialSuccess?.rejectedLogRecords), read.partialSuccess?.errorMessage]).toEqual([
      3,
      "3 refused",
    ]);
  });

  it("shortens a message of megabytes", () => {
    const partial = { rejected: 1, message: "\u0001".repeat(5_000_000) };
    expect(encodeExportResponse("logs", partial, "json").length).toBeLessThan(4 * 1024 * 1024);
    expect(encodeExportResponse("logs", partial, "protobuf").length).toBeLessThan(4 * 1024 * 1024);
  });
});

describe("encodeStatus", () => {
  const status = {
    code: 14,
    message: "later",
    details: [{ type: "retryInfo", retryDelayMs: 1500 } as const],
  };

  it("writes google.rpc.Status with RetryInfo", () => {
    expect(json(encodeStatus(status, "json"))).toEqual({
      code: 14,
      message: "later",
      details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "1.5s" }],
    });
    const bytes = encodeStatus(status, "protobuf");
    const delay = [0x12, 0x0a, 0x0a, 0x08, 0x08, 1, 0x10, 0x80, 0xca, 0xb5, 0xee, 1];
    expect([...bytes.slice(0, 9)]).toEqual([0x08, 14, 0x12, 5, ...new TextEncoder().encode("later")]);
    expect([...bytes.slice(-delay.length)]).toEqual(delay);
  });

  it("writes BadRequest, at most 32 violations of it, within the limit", () => {
    const violations = Array.from({ length: 1000 }, () => ({ field: "f", description: "\u0001".repeat(100_000) }));
    const bad = { code: 3, message: "bad", details: [{ type: "badRequest", violations } as const] };
    const read = json(encodeStatus(bad, "json"));
    expect(read.details[0]["@type"]).toBe("type.googleapis.com/google.rpc.BadRequest");
    expect(read.details[0].fieldViolations).toHaveLength(32);
    expect(encodeStatus(bad, "json").length).toBeLessThan(4 * 1024 * 1024);
  });
});
