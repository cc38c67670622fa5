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
  const console = option(given, "console") ?? `http://127.0.0.1:${env.PORT || 3000}`;
  return { endpoint, console, dataDir, token: env.CHRONOSCOPE_TOKEN || readToken(dataDir) };
}

function readToken(dataDir: string): string | null {
  try {
    return readFileSync(join(dataDir, "first-start-token"), "utf8").trim();
  } catch {
    return null;
  }
}
