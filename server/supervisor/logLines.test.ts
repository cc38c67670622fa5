/** Lines of the roles on their way to programs and to people. */
import { describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import { asJsonLine, lineCutter, renderForPeople } from "./logLines.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal
const bare = (text: string) => text.replace(/\x1b\[\d+m/g, "");

describe("log lines", () => {
  it("show time, role, level when it matters, message and fields to people", () => {
    const line = JSON.stringify({
      level: "warn",
      time: "2026-11-21T09:10:11.123Z",
      role: "ingest",
      pid: 7,
      message: "slow",
      tookMs: 12,
      of: { a: 1 },
    });
    expect(bare(renderForPeople(line))).toBe('09:10:11 ingest     warn  slow  tookMs=12  of={"a":1}');
  });

  it("keep the words of an error apart from those of its cause", () => {
    const lines: string[] = [];
    const error = new Error("The database is away; try again.", { cause: new Error("connect ECONNREFUSED") });
    createLog("web", "info", { write: (line) => lines.push(line) }).error({ error }, "a question failed");
    const { error: told } = JSON.parse(lines[0] ?? "") as { error: { message: string; cause: { message: string } } };
    expect([told.message, told.cause.message]).toEqual([error.message, "connect ECONNREFUSED"]);
    expect(bare(renderForPeople(lines[0] ?? ""))).toMatch(/again\.\n(.*\n)*? {2}because: connect ECONNREFUSED$/);
    expect(lines[0]).not.toContain("again.: connect");
  });

  it("never let a message move the cursor or colour the terminal", () => {
    const evil = JSON.stringify({ level: "info", time: "", role: "web", message: "a\u001b[2Jb\u0007\u009bc" });
    expect(bare(renderForPeople(evil))).toContain("a\u00b7[2Jb\u00b7\u00b7c");
    expect(renderForPeople("plain \u001b[31mtext")).toBe("plain \u00b7[31mtext");
  });

  it("make any other line the message of a line of its role", () => {
    expect(JSON.parse(asJsonLine("Ready in 2 s", "web", "info"))).toMatchObject({
      role: "web",
      level: "info",
      message: "Ready in 2 s",
    });
    expect(asJsonLine('{"level":"info"}', "web", "warn")).toBe('{"level":"info"}');
  });

  it("are cut at line ends however the chunks fall, and a character may span two chunks", () => {
    const lines: string[] = [];
    const take = lineCutter((line) => lines.push(line));
    for (const byte of Buffer.from("one\n\ntw\u00f6\nthree")) take(Buffer.from([byte]));
    take(Buffer.from("\n"));
    expect(lines).toEqual(["one", "tw\u00f6", "three"]);
  });

  it("are cut when they never end", () => {
    const lines: string[] = [];
    const take = lineCutter((line) => lines.push(line));
    for (let i = 0; i < 20; i++) take(Buffer.alloc(10_000, "x"));
    expect(lines.length).toBeGreaterThan(1);
  });
});
