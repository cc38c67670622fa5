/** The load's remote-write bodies are what a receiver takes: every series, at the time that was stamped in. */
import { describe, expect, it } from "vitest";
import { NO_LIMITS } from "../server/otlp/decoded.ts";
import { decodeMetrics } from "../server/otlp/decodeMetrics.ts";
import { transcodeRemoteWrite } from "../server/otlp/remoteWriteRequest.ts";
import { remoteWriteTemplate, stamp } from "./workload.ts";

describe("a remote-write body of the load", () => {
  it("holds a thousand samples of the stamped instant", () => {
    const template = remoteWriteTemplate(3);
    const nowMs = 1_795_268_000_123;
    stamp(template, 1, nowMs);
    const done = transcodeRemoteWrite(template.bytes, {
      version: 1,
      metadataOf: () => null,
      onMetadata: () => undefined,
    });
    if (!done.ok) throw new Error(done.message);
    expect(done.issues).toEqual([]);
    const limits = { acceptFromUnixNano: BigInt(nowMs) * 1_000_000n, acceptToUnixNano: BigInt(nowMs) * 1_000_000n };
    const decoded = decodeMetrics(done.bytes, { ...NO_LIMITS, ...limits });
    expect(decoded).toMatchObject({ ok: true, issues: [], columns: { count: 1000 } });
  });
});
