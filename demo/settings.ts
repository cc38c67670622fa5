/** Where the demo's programs send to: options first, then the product's own settings from the environment. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export interface Settings {
  /** OTLP/HTTP. */
  readonly endpoint: string;
  readonly console: string;
  readonly dataDir: string;
  /** The first-start token, where there is one; a door on loopback asks for none. */
  readonly token: string | null;
  /** How much of the past a first start writes. */
  readonly pastMs: number;
  /** That past has no scenarios in it. */
  readonly isCalm: boolean;
}

/** The value of `--name value` or `--name=value`. */
export function option(given: readonly string[], name: string): string | undefined {
  const at = given.indexOf(`--${name}`);
  return at >= 0 ? given[at + 1] : given.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3);
}

export function readSettings(given: readonly string[]): Settings {
  const { env } = process;
  const dataDir = resolve(env.CHRONOSCOPE_DATA_DIR || "./.chronoscope");
  const endpoint = option(given, "endpoint") ?? `http://127.0.0.1:${env.OTLP_HTTP_PORT || 4318}`;
  const chosen =
    option(given, "console") ?? (env.PORT ? `http://127.0.0.1:${env.PORT}` : readLine(dataDir, "console-url"));
  const pastMs = readLength("CHRONOSCOPE_DEMO_PAST", env.CHRONOSCOPE_DEMO_PAST || "6h");
  const token = env.CHRONOSCOPE_TOKEN || readLine(dataDir, "first-start-token");
  return {
    endpoint,
    console: chosen ?? "http://127.0.0.1:3000",
    dataDir,
    token,
    pastMs,
    isCalm: env.CHRONOSCOPE_DEMO_CALM === "1",
  };
}

/** The length that `--name 3m` gives; null where it is not given. */
export function lengthOption(given: readonly string[], name: string): number | null {
  const text = option(given, name);
  return text === undefined ? null : readLength(`--${name}`, text);
}

/** `150m` or `6h`. Throws where it is neither. */
function readLength(name: string, text: string): number {
  const [, count, unit] = /^([1-9]\d{0,3})(m|h)$/.exec(text) ?? [];
  if (!count) throw new Error(`${name} is "${text}"; write minutes or hours, like 150m or 6h.`);
  return Number(count) * (unit === "h" ? 3_600_000 : 60_000);
}

/** What the product that runs on this data directory left there for programs beside it. */
function readLine(dataDir: string, name: string): string | null {
  try {
    return readFileSync(join(dataDir, name), "utf8").trim();
  } catch {
    return null;
  }
}
