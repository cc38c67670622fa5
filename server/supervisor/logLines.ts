/**
 * What the roles write, made one stream: JSON lines are kept as they are for programs, or rendered for people in a terminal; any
 * other line (a library that prints, a stack trace) becomes the message of a line of its role.
 * Telemetry may be in a message: control characters never reach the terminal.
 */
import { StringDecoder } from "node:string_decoder";

const COLOURS: Readonly<Record<string, string>> = {
  ingest: "\x1b[36m",
  loops: "\x1b[35m",
  web: "\x1b[34m",
  postgres: "\x1b[32m",
  demo: "\x1b[33m",
};
const LEVELS: Readonly<Record<string, string>> = {
  warn: "\x1b[33mwarn \x1b[0m",
  error: "\x1b[31merror\x1b[0m",
  fatal: "\x1b[31mfatal\x1b[0m",
};
const KNOWN = new Set(["level", "time", "role", "pid", "message", "error"]);

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const plain = (text: string) => text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "\u00b7");

function parse(line: string): Record<string, unknown> | null {
  if (!line.startsWith("{")) return null;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
}

interface LoggedError {
  readonly message?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

function errorLines(error: LoggedError | undefined): string {
  if (!error) return "";
  const because = error.cause?.message ? `\n  because: ${error.cause.message}` : "";
  return `\n  ${error.stack ?? error.message ?? JSON.stringify(error)}${because}`;
}

/** One JSON line for a person: time, role, level when it matters, message, further fields, the error below. */
export function renderForPeople(line: string): string {
  const entry = parse(line);
  if (!entry) return plain(line);
  const role = String(entry.role ?? "");
  const level = LEVELS[String(entry.level)] ?? "";
  const fields = Object.entries(entry)
    .filter(([key]) => !KNOWN.has(key))
    .map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const below = errorLines(entry.error as LoggedError | undefined);
  const head = `${String(entry.time ?? "").slice(11, 19)} ${COLOURS[role] ?? "\x1b[2m"}${role.padEnd(10)}\x1b[0m`;
  return `${head} ${level ? `${level} ` : ""}${plain([String(entry.message ?? ""), ...fields].join("  "))}${plain(below)}`;
}

/** The line as it goes on: JSON of the role stays, anything else becomes the message of a JSON line. */
export function asJsonLine(line: string, role: string, level: "info" | "warn"): string {
  if (parse(line)) return line;
  return JSON.stringify({ level, time: new Date().toISOString(), role, message: line });
}

/** Cuts a stream of chunks into lines; a line longer than 64 KiB is cut. */
export function lineCutter(take: (line: string) => void): (chunk: Buffer) => void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  return (chunk) => {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > 65_536) {
      lines.push(rest);
      rest = "";
    }
    for (const line of lines) if (line.trim()) take(line);
  };
}
