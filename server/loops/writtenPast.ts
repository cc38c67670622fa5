/**
 * A past that somebody writes into this product (the demo does), as they say it in the file `written-past.json` of the data directory:
 *
 *   {"phase": "coming"}                       before the product starts: what is missing is not known yet
 *   {"phase": "writing", "fromMs": N}         telemetry of the past comes in
 *   {"phase": "written", "fromMs": N, "toMs": N}
 *
 * Until it is written nothing is judged, since half a past looks like an outage. Then SLOs are counted and rules judged over it, once: what
 * was judged stands in `judged-past.json` beside it. Whoever says `coming` or `writing` touches the file at least once a minute; otherwise
 * they are gone, and nobody waits for them.
 * Units: Unix milliseconds. Errors: a file that is missing or makes no sense is as good as none; those of writing.
 */
import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TimeWindow } from "../model/time.ts";

export type WrittenPast =
  | { readonly phase: "none" | "coming" }
  | { readonly phase: "writing"; readonly fromMs: number }
  /** `isJudged`: it was judged before, maybe by another process. */
  | { readonly phase: "written"; readonly window: TimeWindow; readonly isJudged: boolean };

export interface PastDoor {
  read(): Promise<WrittenPast>;
  /** It is never judged again. */
  keepJudged(window: TimeWindow): Promise<void>;
}

export const WRITTEN_PAST = "written-past.json";
const JUDGED_PAST = "judged-past.json";
const GONE_AFTER_MS = 60_000;
const NONE: WrittenPast = { phase: "none" };

export class PastFile implements PastDoor {
  constructor(
    private readonly dataDir: string,
    private readonly now: () => number = Date.now,
  ) {}

  async read(): Promise<WrittenPast> {
    const path = join(this.dataDir, WRITTEN_PAST);
    const said = await readJson(path);
    const fromMs = instantOf(said.fromMs);
    const toMs = instantOf(said.toMs);
    if (said.phase === "written" && fromMs !== null && toMs !== null && fromMs < toMs) {
      const judged = await readJson(join(this.dataDir, JUDGED_PAST));
      const isJudged = judged.fromMs === fromMs && judged.toMs === toMs;
      return { phase: "written", window: { startMs: fromMs, endMs: toMs }, isJudged };
    }
    if (said.phase !== "coming" && said.phase !== "writing") return NONE;
    const touched = await stat(path).catch(() => null);
    if (touched === null || this.now() - touched.mtimeMs > GONE_AFTER_MS) return NONE;
    return said.phase === "writing" && fromMs !== null ? { phase: "writing", fromMs } : { phase: "coming" };
  }

  async keepJudged({ startMs, endMs }: TimeWindow): Promise<void> {
    const path = join(this.dataDir, JUDGED_PAST);
    await writeFile(`${path}.new`, JSON.stringify({ fromMs: startMs, toMs: endMs }), { mode: 0o600 });
    await rename(`${path}.new`, path);
  }
}

async function readJson(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const read: unknown = JSON.parse(await readFile(path, "utf8"));
    return typeof read === "object" && read !== null ? { ...read } : {};
  } catch {
    return {};
  }
}

const instantOf = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : null);
