/**
 * Tells the product that a past comes (server/loops/writtenPast.ts says how): it judges nothing until it is written, then SLOs and alerts
 * over all of it. The file is touched while that lasts, so that nobody waits for a demo that was killed.
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type PastPhase =
  | { readonly phase: "coming" }
  | { readonly phase: "writing"; readonly fromMs: number }
  | { readonly phase: "written"; readonly fromMs: number; readonly toMs: number };

const TOUCH_EACH_MS = 10_000;

export class PastNote {
  private readonly path: string;
  private touching: NodeJS.Timeout | null = null;

  constructor(private readonly dataDir: string) {
    this.path = join(dataDir, "written-past.json");
  }

  say(phase: PastPhase): void {
    this.close();
    this.write(phase);
    if (phase.phase === "written") return;
    this.touching = setInterval(() => this.write(phase), TOUCH_EACH_MS);
    this.touching.unref();
  }

  close(): void {
    if (this.touching) clearInterval(this.touching);
    this.touching = null;
  }

  private write(phase: PastPhase): void {
    mkdirSync(this.dataDir, { recursive: true });
    writeFileSync(`${this.path}.new`, JSON.stringify(phase), { mode: 0o600 });
    renameSync(`${this.path}.new`, this.path);
  }
}
