/**
 * What to scrape, from CHRONOSCOPE_SCRAPE: URLs with commas between, or the path of a YAML or JSON file with a list of targets
 * (README.md, "Prometheus: remote write and scraping"). Keys and durations are spelled as in Prometheus's own configuration.
 * Errors: DomainError INVALID with a sentence that names the place.
 */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { parseDurationMs } from "../config.ts";
import { DomainError } from "../errors.ts";

export interface ScrapeTarget {
  readonly url: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** `job`, `instance`, and what the file adds; sorted by name. */
  readonly labels: ReadonlyMap<string, string>;
  readonly honorLabels: boolean;
  readonly honorTimestamps: boolean;
  /** The header Authorization, or null. */
  readonly authorization: string | null;
}

const INTERVAL = "15s";
const LONGEST_TIMEOUT_MS = 10_000;
const SHORTEST_INTERVAL_MS = 1_000;
const DEFAULT_JOB = "scrape";
const SETTING = "CHRONOSCOPE_SCRAPE";

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const ENTRY = z.strictObject({
  url: z.string(),
  job: z.string().min(1).default(DEFAULT_JOB),
  interval: z.string().default(INTERVAL),
  timeout: z.string().optional(),
  labels: z.record(z.string().regex(LABEL_NAME), z.coerce.string()).default({}),
  basic_auth: z.strictObject({ username: z.string(), password: z.string() }).optional(),
  bearer_token: z.string().optional(),
  honor_labels: z.boolean().default(false),
  honor_timestamps: z.boolean().default(true),
});
type Entry = z.infer<typeof ENTRY>;
/** A list, or a list under `targets`. */
const FILE = z.union([z.array(z.unknown()), z.strictObject({ targets: z.array(z.unknown()) })]);

const isUrl = (text: string) => /^https?:\/\//i.test(text);

export function readScrapeTargets(setting: string): ScrapeTarget[] {
  if (!isUrl(setting.trim())) return readFileTargets(setting.trim());
  const urls = setting.split(",").map((url) => url.trim());
  return urls.filter((url) => url !== "").map((url) => targetOf(ENTRY.parse({ url }), SETTING));
}

function readFileTargets(path: string): ScrapeTarget[] {
  let told: unknown;
  try {
    told = parse(readFileSync(path, "utf8"));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DomainError("INVALID", `${SETTING} names the file ${path}, which cannot be read: ${why}`, { cause });
  }
  const file = FILE.safeParse(told ?? []);
  if (!file.success)
    throw new DomainError("INVALID", `${path} holds no list of targets; write one, or one under targets.`);
  const entries = Array.isArray(file.data) ? file.data : file.data.targets;
  return entries.map((one, i) => {
    const where = `${path}, target ${i + 1}`;
    const entry = ENTRY.safeParse(typeof one === "string" ? { url: one } : one);
    if (entry.success) return targetOf(entry.data, where);
    throw new DomainError("INVALID", `${where} cannot be used: ${z.prettifyError(entry.error)}`);
  });
}

function targetOf(entry: Entry, where: string): ScrapeTarget {
  if (!URL.canParse(entry.url) || !isUrl(entry.url)) {
    throw new DomainError("INVALID", `${where}: ${JSON.stringify(entry.url)} is no http or https URL.`);
  }
  const url = new URL(entry.url);
  const intervalMs = parseDurationMs(entry.interval, `${where}, interval`);
  if (intervalMs < SHORTEST_INTERVAL_MS)
    throw new DomainError("INVALID", `${where}: an interval is a second at least.`);
  const timeoutMs = entry.timeout ? parseDurationMs(entry.timeout, `${where}, timeout`) : LONGEST_TIMEOUT_MS;
  const labels = { job: entry.job, instance: url.host, ...entry.labels };
  const authorization = authorizationOf(entry, url);
  url.username = "";
  url.password = "";
  if (url.pathname === "/") url.pathname = "/metrics";
  return {
    url: url.href,
    intervalMs,
    timeoutMs: Math.min(timeoutMs, intervalMs),
    labels: new Map(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))),
    honorLabels: entry.honor_labels,
    honorTimestamps: entry.honor_timestamps,
    authorization,
  };
}

function authorizationOf({ basic_auth: basic, bearer_token: bearer }: Entry, url: URL): string | null {
  if (bearer !== undefined) return `Bearer ${bearer}`;
  const username = basic?.username ?? decodeURIComponent(url.username);
  const password = basic?.password ?? decodeURIComponent(url.password);
  if (username === "" && password === "") return null;
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
