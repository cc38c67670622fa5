/**
 * OTLP/JSON that others wrote, from the reference data beside the checkout (../shared/data): one entry per request, some files hold
 * several in a row. Empty where that data is not at hand.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Signal } from "../model/columns.ts";

const DATA = join(import.meta.dirname, "../../../shared/data");
const SIGNAL_OF: Readonly<Record<string, Signal>> = {
  resourceSpans: "traces",
  resourceLogs: "logs",
  resourceMetrics: "metrics",
};

export interface Capture {
  /** Path below the data, and which request of the file. */
  readonly name: string;
  readonly signal: Signal;
  readonly text: string;
}

function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesOf(path);
    return name.endsWith(".json") && !name.endsWith(".manifest.json") ? [path] : [];
  });
}

function capturesOf(path: string): Capture[] {
  const texts = readFileSync(path, "utf8").split(/(?<=^\})\s*(?=^\{)/m);
  return texts.map((text, i) => {
    const signal = SIGNAL_OF[Object.keys(JSON.parse(text))[0] ?? ""];
    if (!signal) throw new Error(`${path} holds no OTLP request.`);
    return { name: `${path.slice(DATA.length + 1)} ${i + 1}`, signal, text };
  });
}

export const CAPTURES: readonly Capture[] = ["otlp", "traces/jaeger-labelled-captures"].flatMap((folder) =>
  filesOf(join(DATA, folder)).flatMap(capturesOf),
);
