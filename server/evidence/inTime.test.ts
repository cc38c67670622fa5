/** What is asked while time runs out. */
import { expect, it, onTestFinished } from "vitest";
import { unlessOver } from "./inTime.ts";

it("hears what fails after time is over, so that nothing is left that nobody handles", async () => {
  const unheard: unknown[] = [];
  const note = (reason: unknown) => unheard.push(reason);
  process.on("unhandledRejection", note);
  onTestFinished(() => void process.off("unhandledRejection", note));
  const asked = new Promise<string>((_, reject) => setImmediate(() => reject(new Error("timeout"))));
  await expect(unlessOver(AbortSignal.abort(), "none", asked)).resolves.toBe("none");
  // Rejections are judged after each turn of the loop.
  for (let turn = 0; turn < 3; turn++) await new Promise((next) => setImmediate(next));
  expect(unheard).toEqual([]);
});
