/**
 * Alerts as one leader after the other runs them, over a filled store, a folder of rule files and a clock that stands until it is moved.
 * Every test has a store and a folder of its own.
 */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog } from "../log.ts";
import { type AlertLoop, type AlertLoopOptions, createAlertLoop } from "../loops/alerts/alertLoop.ts";
import type { AlertRule } from "../model/alert.ts";
import { formatLabels } from "../promql/labels.ts";
import { NOON_MS } from "./builders.ts";
import { type FilledStore, fillStore, promQlOver } from "./filledStore.ts";

export const MINUTE_MS = 60_000;
const STEP_MS = 30_000;
const WHOLE = { startMs: NOON_MS - MINUTE_MS, endMs: NOON_MS + 1e9 };
const log = createLog("loops", "error", { write: () => undefined });

export const builtinRule = (name: string, query: string, more: Partial<AlertRule> = {}): AlertRule => ({
  ...{ key: `builtin:${name}`, source: "builtin", isEnabled: true, name, group: "g", intervalMs: 15_000 },
  condition: { kind: "promql", query, queryOffsetMs: 0, limit: 0 },
  ...{ forMs: 0, keepFiringForMs: 0, noData: "ok", labels: { severity: "page" }, annotations: {} },
  ...more,
});
export const states = (loop: AlertLoop) => (loop.alerts() ?? []).map(({ name, alert }) => [name, alert.state]);

export class AlertLeaders {
  nowMs = NOON_MS + MINUTE_MS;
  readonly folder = mkdtempSync(join(tmpdir(), "chronoscope-alerts-"));
  private written = 0;

  private constructor(readonly filled: FilledStore) {}

  static async open(): Promise<AlertLeaders> {
    return new AlertLeaders(await fillStore());
  }

  async close(): Promise<void> {
    await this.filled.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A new leader, who knows what the ones before stored. */
  lead(more: Partial<AlertLoopOptions> = {}): AlertLoop {
    const { promQl, store } = this.filled;
    const onWritten = () => promQl.source().index.lookAgain();
    const { signal } = new AbortController();
    return createAlertLoop({
      ...{ folder: this.folder, promQl, store, log, now: () => this.nowMs, onWritten, signal },
      ...{ definitions: null, builtin: [], slos: null, consoleUrl: "", tenant: 1 },
      ...more,
    });
  }

  /** Files change by their time of writing, which a test may not wait for. */
  write(rules: string, name = "a.yml"): void {
    const path = join(this.folder, name);
    writeFileSync(path, `groups:\n- name: g\n  interval: 30s\n  rules:\n${rules}`);
    this.written++;
    utimesSync(path, 1_700_000_000 + this.written, 1_700_000_000 + this.written);
  }

  /** Evaluates until nothing is due; with `all`, also tells the history and gathers evidence. */
  async settle({ jobs: [evaluate, tell, gather] }: AlertLoop, all = true): Promise<void> {
    while ((await evaluate?.step()) === 0);
    if (!all) return;
    while ((await tell?.step()) === 0);
    while ((await gather?.step()) === 0);
  }

  async pass(loop: AlertLoop, minutes: number): Promise<void> {
    for (const untilMs = this.nowMs + minutes * MINUTE_MS; this.nowMs < untilMs; ) {
      this.nowMs += STEP_MS;
      await this.settle(loop, false);
    }
    await this.settle(loop);
  }

  async read(query: string): Promise<string[]> {
    const { nowMs } = this;
    const { value } = await promQlOver(this.filled.store).ask({ query, startMs: nowMs, endMs: nowMs, stepMs: 0 });
    if (value.type !== "vector") throw new Error(`A vector was expected, not a ${value.type}.`);
    return value.samples.map(({ labels, value: number }) => `${formatLabels(labels)} ${number}`);
  }

  async standing(): Promise<string[]> {
    return (await this.filled.store.readAlerts({ tenant: 1 })).map(({ state }) => state);
  }

  async episodes() {
    return (await this.filled.store.readEpisodes({ tenant: 1, window: WHOLE, limit: 100 })).episodes;
  }

  /** Of the events that alerts are in the history. */
  async titles(): Promise<string[]> {
    const asked = { tenant: 1, window: WHOLE, kinds: ["alert" as const], order: "oldest" as const, limit: 100 };
    return (await this.filled.store.readEvents(asked)).events.map(({ title }) => title);
  }
}
