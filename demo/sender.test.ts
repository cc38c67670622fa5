/** What the demo's programs say when nothing answers them. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { mustRun, Sender } from "./sender.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A port at which a moment ago nothing listened any more. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("a sender that nothing answers", () => {
  it("says once that the product must run and which port it tries, then delivers when it does", async () => {
    const port = await freePort();
    const endpoint = `http://127.0.0.1:${port}`;
    const said: string[] = [];
    const stop = new AbortController();
    const say = (sentence: string) => void said.push(sentence);
    const sender = new Sender({ endpoint, token: null, signal: stop.signal, whenAway: mustRun(endpoint), say });
    closing.push(() => sender.close());
    const delivered = sender.send("traces", new Uint8Array(8));
    await vi.waitUntil(() => said.length > 0);
    const server = createServer((_, response) => response.end()).listen(port, "127.0.0.1");
    closing.push(() => server.close());
    expect(await delivered).toBe(true);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`cannot reach ${endpoint}`);
    expect(said[0]).toContain("`npm start`");
    expect(said[0]).toContain(`Port ${port} is tried`);
  });

  it("knows the port that an address leaves out", () => {
    expect(mustRun("https://telemetry.example")).toContain("Port 443 is tried");
  });
});
