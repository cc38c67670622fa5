/** Snippets must work as they stand: the right addresses, a token only where one is asked for. */
import { describe, expect, it } from "vitest";
import { connectSnippets } from "./connectSnippets.ts";

const all = (guarded: boolean, host = "127.0.0.1") =>
  connectSnippets({ otlpHttpPort: 4318, otlpGrpcPort: 4317, guarded }, host).map(({ text }) => text);

describe("connectSnippets", () => {
  it("names this server's own doors", () => {
    for (const text of all(false)) expect(text).toContain("http://127.0.0.1:4318");
    expect(all(false).join("\n")).toContain("endpoint: 127.0.0.1:4317");
  });

  it("asks for a token only where the door does", () => {
    expect(all(false).join("\n")).not.toMatch(/token|authorization/i);
    for (const text of all(true)) expect(text).toContain("<token>");
  });

  it("puts an IPv6 host in brackets", () => {
    expect(all(false, "::1")[0]).toContain("http://[::1]:4318");
  });

  it("sends a span by hand in valid JSON", () => {
    const body = /-d '([\s\S]*)'$/.exec(all(false)[3] ?? "")?.[1] ?? "";
    const filled = body.replaceAll(/'\$\(openssl rand -hex \d+\)'/g, "ab").replaceAll("'$now'", "1795167990");
    expect(JSON.parse(filled).resourceSpans[0].scopeSpans[0].spans[0].endTimeUnixNano).toBe("1795167990012400000");
  });
});
