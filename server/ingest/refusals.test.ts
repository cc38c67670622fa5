/** Refusals that both doors share: tokens, overload, a store that is away; and the hints that tell a client to come back. */
import * as grpc from "@grpc/grpc-js";
import { afterEach, describe, expect, it } from "vitest";
import { DomainError } from "../errors.ts";
import type { TelemetryStore, TelemetryWriter } from "../store/telemetryStore.ts";
import { type RunIngestOptions, type RunningIngest, runIngest } from "../testing/ingest.ts";
import { spanOf, tracesRequest } from "../testing/telemetry.ts";

const TRACES = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
let ingest: RunningIngest | null = null;
let client: grpc.Client | null = null;

afterEach(async () => {
  client?.close();
  await ingest?.stop();
});

async function start(options: RunIngestOptions): Promise<RunningIngest> {
  ingest = await runIngest(options);
  client = new grpc.Client(ingest.grpc, grpc.credentials.createInsecure());
  return ingest;
}

const same = (bytes: Buffer) => bytes;
/** The end of one gRPC call: its code, and the details that came with it. */
function call(headers: Record<string, string> = {}): Promise<{ code: number; details: string }> {
  const metadata = new grpc.Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return new Promise((resolve) => {
    client?.makeUnaryRequest(TRACES, same, same, Buffer.from(tracesRequest([spanOf()])), metadata, (error) => {
      const details = error?.metadata.get("grpc-status-details-bin")[0];
      resolve({
        code: error?.code ?? grpc.status.OK,
        details: details instanceof Buffer ? details.toString("latin1") : "",
      });
    });
  });
}
const post = ({ url }: RunningIngest, headers: Record<string, string> = {}) =>
  fetch(`${url}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/x-protobuf", ...headers },
    body: tracesRequest([spanOf()]) as BodyInit,
  });

const failing = (store: TelemetryStore): TelemetryWriter => ({
  append: () => Promise.reject(new DomainError("UNAVAILABLE", "away")),
  readRecentRequestHashes: (scope) => store.readRecentRequestHashes(scope),
  appendTally: () => Promise.resolve(),
});

describe("both doors", () => {
  it("ask for the token when one is needed, and take it", async () => {
    const running = await start({ token: "open sesame".replace(" ", "-") });
    const without = await post(running);
    expect([without.status, without.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect((await post(running, { authorization: "Bearer wrong" })).status).toBe(401);
    expect((await post(running, { authorization: "Bearer open-sesame" })).status).toBe(200);
    expect((await call()).code).toBe(grpc.status.UNAUTHENTICATED);
    expect((await call({ authorization: "Bearer open-sesame" })).code).toBe(grpc.status.OK);
    expect((await fetch(`${running.url}/livez`)).status).toBe(200);
    const metricsOf = (headers: Record<string, string>) => fetch(`${running.url}/metrics`, { headers });
    expect((await metricsOf({})).status).toBe(401);
    expect((await metricsOf({ authorization: "Bearer open-sesame" })).status).toBe(200);
  });

  it("say when to come back while the store is away", async () => {
    const running = await start({ between: failing });
    const answer = await post(running);
    expect([answer.status, Number(answer.headers.get("retry-after")) >= 1]).toEqual([503, true]);
    const ended = await call();
    expect([ended.code, ended.details.includes("google.rpc.RetryInfo")]).toEqual([grpc.status.UNAVAILABLE, true]);
    const ready = await fetch(`${running.url}/readyz`);
    expect([ready.status, (await fetch(`${running.url}/livez`)).status]).toEqual([503, 200]);
    expect(await ready.text()).toContain("store");
  });

  it("say when to come back when there is no room", async () => {
    const running = await start({ environment: { CHRONOSCOPE_MAX_IN_FLIGHT: "20B" } });
    const answer = await post(running);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
    const ended = await call();
    expect([ended.code, ended.details.includes("google.rpc.RetryInfo")]).toEqual([grpc.status.UNAVAILABLE, true]);
    expect(running.role.status().inFlightBytes).toBe(0);
  });

  it("say in one sentence that a port is taken", async () => {
    const running = await start({});
    const { http, grpc: grpcPort } = running.role.ports;
    const again = (environment: Record<string, string>) => runIngest({ database: running.database, environment });
    await expect(again({ OTLP_HTTP_PORT: String(http) })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining(`Port ${http} is taken`),
    });
    await expect(again({ OTLP_GRPC_PORT: String(grpcPort) })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("OTLP_GRPC_PORT"),
    });
  });
});
