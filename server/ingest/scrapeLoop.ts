/**
 * Scrapes every target at its interval and hands what it says to the receiver, as one OTLP request each: so it is durable, judged and
 * counted as everything else. A scrape that fails is `up` 0, and all its series are marked stale. What cannot be stored now is tried
 * again until the next scrape is due.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { Admission } from "./admission.ts";
import type { IngestLog, IngestOptions } from "./ingestRole.ts";
import type { Outcome } from "./outcome.ts";
import type { Receive } from "./receiver.ts";
import { ScrapeFailed, scrapePage } from "./scrapePage.ts";
import { type ScrapedSet, scrapeRequest } from "./scrapeSamples.ts";
import { readScrapeTargets, type ScrapeTarget } from "./scrapeTargets.ts";

interface ScrapeOptions {
  readonly admission: Admission;
  readonly receive: Receive;
  readonly maxBytes: number;
  readonly log: IngestLog;
}

export interface Scraping {
  stop(): void;
}

/** Targets begin one after the other, so that not all come at once. */
const APART_MS = 200;

/** Scrapes what the settings name. A list that cannot be read stops nothing but scraping. */
export function startScraping({ config, log }: IngestOptions, admission: Admission, receive: Receive): Scraping {
  const stopping = new AbortController();
  const options = { admission, receive, log, maxBytes: config.maxRequestBytes };
  targetsOf(config.scrape, log).forEach((target, i) => {
    const loop = new TargetLoop(target, options, stopping.signal);
    void loop.run((i * APART_MS) % target.intervalMs).catch((error: unknown) => {
      if (!stopping.signal.aborted) log.error({ error, url: target.url }, "scraping this target has ended");
    });
  });
  return { stop: () => stopping.abort() };
}

function targetsOf(setting: string | null, log: IngestLog): ScrapeTarget[] {
  if (setting === null) return [];
  try {
    const targets = readScrapeTargets(setting);
    log.info({ targets: targets.map(({ url }) => url) }, "scraping");
    return targets;
  } catch (error) {
    log.error({ error }, error instanceof Error ? error.message : "nothing is scraped");
    return [];
  }
}

class TargetLoop {
  private series: ScrapedSet = new Map();
  /** What went wrong last; the log hears of changes only. */
  private trouble = "";

  constructor(
    private readonly target: ScrapeTarget,
    private readonly options: ScrapeOptions,
    private readonly stop: AbortSignal,
  ) {}

  async run(delayMs: number): Promise<void> {
    let dueMs = Date.now() + delayMs;
    while (!this.stop.aborted) {
      await wait(Math.max(0, dueMs - Date.now()), undefined, { signal: this.stop });
      const { intervalMs } = this.target;
      // Scrapes that were missed are not made up for.
      dueMs += Math.max(1, Math.ceil((Date.now() - dueMs + 1) / intervalMs)) * intervalMs;
      await this.scrape(dueMs);
    }
  }

  private async scrape(dueMs: number): Promise<void> {
    const startedMs = Date.now();
    const began = performance.now();
    let trouble = "";
    const page = await scrapePage(this.target, this.options.maxBytes, this.stop).catch((cause: unknown) => {
      if (this.stop.aborted || !(cause instanceof ScrapeFailed)) throw cause;
      trouble = cause.message;
      return null;
    });
    const outcome = { startedMs, tookMs: performance.now() - began, page };
    const { bytes, series } = scrapeRequest(this.target, outcome, this.series);
    const stored = await this.deliver(bytes, dueMs);
    if (stored.kind === "refused") trouble ||= stored.message;
    else {
      this.series = series;
      trouble ||= stored.partial?.message ?? "";
    }
    this.tell(trouble);
  }

  private async deliver(body: Uint8Array, dueMs: number): Promise<Outcome> {
    for (;;) {
      const outcome = await this.offer(body);
      if (outcome.kind === "stored" || outcome.retryAfterMs === null) return outcome;
      if (Date.now() + outcome.retryAfterMs >= dueMs) return outcome;
      await wait(outcome.retryAfterMs, undefined, { signal: this.stop });
    }
  }

  private async offer(body: Uint8Array): Promise<Outcome> {
    const { admission, receive } = this.options;
    const ticket = admission.open(this, body.length);
    if ("kind" in ticket) return ticket;
    const no = ticket.grow(body.length);
    if (no === null) return receive({ signal: "metrics", encoding: "protobuf", body, ticket });
    ticket.close();
    return no;
  }

  private tell(trouble: string): void {
    if (trouble === this.trouble) return;
    const { url } = this.target;
    if (trouble !== "") this.options.log.warn({ url, trouble }, "scraping this target goes wrong");
    else this.options.log.info({ url }, "scraping this target goes well again");
    this.trouble = trouble;
  }
}
