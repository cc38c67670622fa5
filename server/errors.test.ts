/** What is a failure in the log, and what is none. */
import { expect, it } from "vitest";
import { logFailure } from "./errors.ts";
import { createLog } from "./log.ts";

it("takes a reader that went away for no error, also below another error", () => {
  const lines: string[] = [];
  const log = createLog("web", "debug", { write: (line) => lines.push(line) });
  const gone = Object.assign(new Error("aborted"), { name: "ResponseAborted" });
  logFailure(log, { error: gone, path: "/api/trpc" }, "a question failed");
  logFailure(log, { error: new Error("query cancelled", { cause: gone }) }, "a question failed");
  logFailure(log, { error: new Error("a defect") }, "a question failed");
  const told = lines.map((line) => JSON.parse(line) as { level: string; message: string });
  expect(told.map(({ level, message }) => [level, message])).toEqual([
    ["debug", "a reader went away before its answer was made"],
    ["debug", "a reader went away before its answer was made"],
    ["error", "a question failed"],
  ]);
});
