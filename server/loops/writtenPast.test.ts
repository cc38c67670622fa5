/** What is said of a past that is written, as files of a real folder. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { PastFile, WRITTEN_PAST } from "./writtenPast.ts";

const [FROM, TO] = [1_700_000_000_000, 1_700_003_600_000];
let folder: string;
const say = (said: unknown) => writeFileSync(join(folder, WRITTEN_PAST), JSON.stringify(said));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chronoscope-past-"));
  return () => rmSync(folder, { recursive: true, force: true });
});

it("is waited for while somebody writes it, and no longer than a minute after they were heard of last", async () => {
  let later = 0;
  const past = new PastFile(folder, () => statSync(join(folder, WRITTEN_PAST)).mtimeMs + later);
  say({ phase: "coming" });
  expect(await past.read()).toEqual({ phase: "coming" });
  say({ phase: "writing", fromMs: FROM });
  expect(await past.read()).toEqual({ phase: "writing", fromMs: FROM });
  later = 61_000;
  expect(await past.read()).toEqual({ phase: "none" });
});

it("is judged once, also by another process, and the next one again", async () => {
  const written = (isJudged: boolean, toMs = TO) => ({
    ...{ phase: "written", window: { startMs: FROM, endMs: toMs } },
    isJudged,
  });
  say({ phase: "written", fromMs: FROM, toMs: TO });
  expect(await new PastFile(folder).read()).toEqual(written(false));
  await new PastFile(folder).keepJudged({ startMs: FROM, endMs: TO });
  expect(await new PastFile(folder).read()).toEqual(written(true));
  say({ phase: "written", fromMs: FROM, toMs: TO + 1 });
  expect(await new PastFile(folder).read()).toEqual(written(false, TO + 1));
});

it("is none where nothing is said, or nothing that makes sense", async () => {
  expect(await new PastFile(folder).read()).toEqual({ phase: "none" });
  for (const wrong of [
    null,
    "coming",
    { phase: "written", fromMs: TO, toMs: FROM },
    { phase: "written", fromMs: "x" },
  ]) {
    say(wrong);
    expect(await new PastFile(folder).read()).toEqual({ phase: "none" });
  }
});
