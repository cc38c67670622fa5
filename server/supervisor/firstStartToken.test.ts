/** Wider than loopback, the real product asks for the token of its first start; --insecure, said out loud, opens it. */
import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeDataDirectory, type RunningProduct, startProduct } from "../testing/product.ts";

let dataDirectory = "";
let product: RunningProduct | null = null;
beforeEach(() => {
  dataDirectory = makeDataDirectory();
});
afterEach(async () => {
  product?.child.kill("SIGTERM");
  await product?.exited;
  product = null;
  rmSync(dataDirectory, { recursive: true, force: true });
});

async function start(args: readonly string[]): Promise<(token: string | null) => Promise<number>> {
  const environment = { CHRONOSCOPE_HOST: "0.0.0.0" };
  product = await startProduct({ dataDirectory, roles: "ingest", environment, args });
  const url = `${product.otlpHttpUrl}/v1/traces`;
  return async (token) => {
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (token !== null) headers.authorization = `Bearer ${token}`;
    return (await fetch(url, { method: "POST", headers, body: "{}" })).status;
  };
}

it("asks every sender for the token, which only the owner of the data directory can read", async () => {
  const send = await start([]);
  const path = join(dataDirectory, "first-start-token");
  const token = readFileSync(path, "utf8").trim();
  expect(token.length).toBeGreaterThan(40);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect([await send(null), await send("wrong"), await send(token)]).toEqual([401, 401, 200]);
  expect(product?.stderr()).toContain(path);
  expect(product?.stderr()).not.toContain(token);
});

it("asks nobody with --insecure, and says so", async () => {
  const send = await start(["--insecure"]);
  expect(await send(null)).toBe(200);
  expect(product?.stderr()).toContain("--insecure");
});
