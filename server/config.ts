/**
 * Settings, all from the environment (DESIGN §5), read once at start. A value that makes no sense is refused with a sentence.
 * Units in names. Every key is documented in README.md, "Configure".
 */
import { isIP } from "node:net";
import { resolve } from "node:path";
import { z } from "zod";
import { DomainError } from "./errors.ts";

const DURATION_UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Milliseconds of `7d`, `12h`, `90m`, `30s`, `2w`. Throws INVALID naming the setting. */
export function parseDurationMs(text: string, name: string): number {
  const match = /^(\d+(?:\.\d+)?)(s|m|h|d|w)$/.exec(text.trim());
  if (!match) throw new DomainError("INVALID", `${name} is "${text}"; write a number and a unit, like 7d, 12h or 30m.`);
  const unit = match[2] as keyof typeof DURATION_UNITS_MS;
  return Number(match[1]) * DURATION_UNITS_MS[unit];
}

const BYTE_UNITS = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 1024,
  MIB: 1024 ** 2,
  GIB: 1024 ** 3,
  TIB: 1024 ** 4,
};

/** Bytes of `500MB`, `20GiB`. Throws INVALID naming the setting. */
export function parseBytes(text: string, name: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([KMGT]?i?B)$/i.exec(text.trim());
  if (!match) throw new DomainError("INVALID", `${name} is "${text}"; write a size and a unit, like 20GB or 512MiB.`);
  return Math.floor(Number(match[1]) * BYTE_UNITS[(match[2] ?? "B").toUpperCase() as keyof typeof BYTE_UNITS]);
}

/** A whole number of this range; what is written otherwise is refused with what to write instead. */
function wholeNumber(least: number, most: number) {
  const words = `write a whole number from ${least} to ${most}`;
  return z.coerce.number(words).int(words).min(least, words).max(most, words);
}
const port = wholeNumber(0, 65_535);
const POSTGRES_URL = "write a URL of Postgres, like postgres://user:password@host:5432/database";
/** Also one without a host, where it names a socket: `postgres:///name?host=/run/postgresql`. */
const isPostgresUrl = (text: string) => /^postgres(ql)?:\/\/\S*$/.test(text);
const isKey = (text: string) => /^[A-Za-z0-9+/_-]{43}=?$/.test(text) && Buffer.from(text, "base64").length === 32;
const isWebUrl = (text: string) => /^https?:\/\/[^\s/]+/.test(text) && URL.canParse(text);
const list = (text: string | undefined) =>
  (text ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean);

/** Throws INVALID for what is no network. */
function networks(text: string | undefined): readonly string[] {
  for (const network of list(text)) {
    const [address = "", bits, ...more] = network.split("/");
    const most = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : -1;
    if (more.length > 0 || most < 0 || !/^\d{1,3}$/.test(bits ?? "") || Number(bits) > most)
      throw new DomainError(
        "INVALID",
        `CHRONOSCOPE_WEBHOOK_ALLOW has "${network}"; write networks like 10.0.0.0/8, with commas between.`,
      );
  }
  return list(text);
}

const ENVIRONMENT = z.object({
  PORT: port.default(3000),
  OTLP_HTTP_PORT: port.default(4318),
  OTLP_GRPC_PORT: port.default(4317),
  CHRONOSCOPE_HOST: z.string().default("127.0.0.1"),
  CHRONOSCOPE_DATA_DIR: z.string().default("./.chronoscope"),
  DATABASE_URL: z.string().refine(isPostgresUrl, POSTGRES_URL).optional(),
  CHRONOSCOPE_RETENTION: z.string().default("7d"),
  CHRONOSCOPE_RETENTION_SERIES: z.string().default("400d"),
  CHRONOSCOPE_RETENTION_STATE: z.string().default("90d"),
  CHRONOSCOPE_DISK_BUDGET: z.string().optional(),
  CHRONOSCOPE_CORS_ORIGINS: z.string().optional(),
  CHRONOSCOPE_PROMOTE: z.string().optional(),
  CHRONOSCOPE_RULES: z.string().optional(),
  CHRONOSCOPE_SLOS: z.string().optional(),
  CHRONOSCOPE_URL: z.string().refine(isWebUrl, "write a URL, like https://chronoscope.example.com").optional(),
  CHRONOSCOPE_WEBHOOK_ALLOW: z.string().optional(),
  CHRONOSCOPE_SECRET_KEY: z
    .string()
    .refine(isKey, "write 32 random bytes in base64, as `openssl rand -base64 32` makes them")
    .optional(),
  CHRONOSCOPE_INSECURE: z.enum(["0", "1"], "write 0 or 1").default("0"),
  CHRONOSCOPE_MAX_REQUEST: z.string().default("64MiB"),
  CHRONOSCOPE_MAX_IN_FLIGHT: z.string().default("256MiB"),
  CHRONOSCOPE_MAX_ATTRIBUTES: wholeNumber(1, 100_000).default(128),
  CHRONOSCOPE_MAX_STRING: z.string().default("64KiB"),
  CHRONOSCOPE_MAX_SERIES_PER_METRIC: wholeNumber(1, 100_000_000).default(100_000),
  CHRONOSCOPE_SCRAPE: z.string().optional(),
  CHRONOSCOPE_LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error"], "write trace, debug, info, warn or error")
    .default("info"),
});

export interface Config {
  readonly webPort: number;
  readonly otlpHttpPort: number;
  readonly otlpGrpcPort: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  /** Null: the embedded Postgres. */
  readonly databaseUrl: string | null;
  readonly retentionMs: number;
  readonly retentionSeriesMs: number;
  readonly retentionStateMs: number;
  readonly diskBudgetBytes: number | null;
  /** Origins whose browsers may send OTLP; ["*"] admits all. */
  readonly corsOrigins: readonly string[];
  /** Resource attributes that become labels of metrics, beside those that always do; "*" promotes all. */
  readonly promoteAttributes: readonly string[];
  /** Folder of Prometheus rule files, absolute; null: no rules. */
  readonly rulesDir: string | null;
  /** Folder of OpenSLO, Sloth and Pyrra files, absolute; null: none are provisioned. */
  readonly slosDir: string | null;
  /** Where people reach the console, without a slash at its end: the links in notifications begin so. */
  readonly consoleUrl: string;
  /** Networks (CIDR) that are not public and that notifications may be sent to all the same. */
  readonly webhookAllow: readonly string[];
  /** Of 32 bytes: encrypts secrets of receivers; null: the one in the data directory does. */
  readonly secretKey: Uint8Array | null;
  /** True when the user said that a door wider than loopback needs no token. */
  readonly insecure: boolean;
  readonly maxRequestBytes: number;
  readonly maxInFlightBytes: number;
  readonly maxAttributes: number;
  readonly maxStringBytes: number;
  /** New series of a metric that has so many are refused. */
  readonly maxSeriesPerMetric: number;
  /** What to scrape: URLs with commas between, or the path of a file; null for nothing. */
  readonly scrape: string | null;
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error";
}

/** The settings in this environment. Throws INVALID with one sentence per wrong setting. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = ENVIRONMENT.safeParse(present);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
    throw new DomainError("INVALID", `These settings cannot be used: ${wrong}. See "Configure" in README.md.`);
  }
  const env = parsed.data;
  return {
    webPort: env.PORT,
    otlpHttpPort: env.OTLP_HTTP_PORT,
    otlpGrpcPort: env.OTLP_GRPC_PORT,
    host: env.CHRONOSCOPE_HOST,
    dataDir: resolve(env.CHRONOSCOPE_DATA_DIR),
    databaseUrl: env.DATABASE_URL ?? null,
    retentionMs: parseDurationMs(env.CHRONOSCOPE_RETENTION, "CHRONOSCOPE_RETENTION"),
    retentionSeriesMs: parseDurationMs(env.CHRONOSCOPE_RETENTION_SERIES, "CHRONOSCOPE_RETENTION_SERIES"),
    retentionStateMs: parseDurationMs(env.CHRONOSCOPE_RETENTION_STATE, "CHRONOSCOPE_RETENTION_STATE"),
    diskBudgetBytes: env.CHRONOSCOPE_DISK_BUDGET
      ? parseBytes(env.CHRONOSCOPE_DISK_BUDGET, "CHRONOSCOPE_DISK_BUDGET")
      : null,
    corsOrigins: list(env.CHRONOSCOPE_CORS_ORIGINS),
    promoteAttributes: list(env.CHRONOSCOPE_PROMOTE),
    rulesDir: env.CHRONOSCOPE_RULES ? resolve(env.CHRONOSCOPE_RULES) : null,
    slosDir: env.CHRONOSCOPE_SLOS ? resolve(env.CHRONOSCOPE_SLOS) : null,
    consoleUrl: (env.CHRONOSCOPE_URL ?? `http://127.0.0.1:${env.PORT}`).replace(/\/+$/, ""),
    webhookAllow: networks(env.CHRONOSCOPE_WEBHOOK_ALLOW),
    secretKey: env.CHRONOSCOPE_SECRET_KEY ? Buffer.from(env.CHRONOSCOPE_SECRET_KEY, "base64") : null,
    insecure: env.CHRONOSCOPE_INSECURE === "1",
    maxRequestBytes: parseBytes(env.CHRONOSCOPE_MAX_REQUEST, "CHRONOSCOPE_MAX_REQUEST"),
    maxInFlightBytes: parseBytes(env.CHRONOSCOPE_MAX_IN_FLIGHT, "CHRONOSCOPE_MAX_IN_FLIGHT"),
    maxAttributes: env.CHRONOSCOPE_MAX_ATTRIBUTES,
    maxStringBytes: parseBytes(env.CHRONOSCOPE_MAX_STRING, "CHRONOSCOPE_MAX_STRING"),
    maxSeriesPerMetric: env.CHRONOSCOPE_MAX_SERIES_PER_METRIC,
    scrape: env.CHRONOSCOPE_SCRAPE ?? null,
    logLevel: env.CHRONOSCOPE_LOG_LEVEL,
  };
}
