/**
 * The TrainTicket capture of Nezha (FSE'23) on disk: which files there are, what each row means.
 * Shape: `<root>/{rca_data,construct_data}/<day>/{trace,log}/HH_MM_*.csv.gz`, `metric/<pod>_metric.csv.gz`, `<day>-fault_list.json`.
 * Times are Unix nanoseconds (UTC). Trap: a fault's `inject_timestamp` is 8 hours off; its `inject_time` is UTC and is what counts.
 * Errors: throws a sentence when the folder holds no capture.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";

export interface CaptureFiles {
  readonly traces: readonly string[];
  readonly logs: readonly string[];
  readonly metrics: readonly string[];
  readonly faults: readonly string[];
}
export interface Fault {
  readonly atMs: number;
  readonly pod: string;
  readonly type: string;
}

const list = (folder: string) =>
  existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder).sort() : [];

/** Every file of the capture, by signal, in order of time. */
export function captureFiles(root: string): CaptureFiles {
  const days = ["rca_data", "construct_data"].flatMap((part) =>
    list(join(root, part)).map((day) => join(root, part, day)),
  );
  const under = (signal: string) =>
    days
      .flatMap((day) => list(join(day, signal)).map((name) => join(day, signal, name)))
      .filter((path) => path.endsWith(".csv.gz"));
  const byTime = (a: string, b: string) => minuteOf(a).localeCompare(minuteOf(b));
  const faults = days.flatMap((day) =>
    list(day)
      .filter((name) => name.endsWith("fault_list.json"))
      .map((name) => join(day, name)),
  );
  const files = {
    traces: under("trace").sort(byTime),
    logs: under("log").sort(byTime),
    metrics: under("metric"),
    faults,
  };
  if (files.traces.length === 0) {
    throw new Error(
      `There is no capture in ${root}: it should hold rca_data/<day>/trace/HH_MM_trace.csv.gz. Give the folder with --path.`,
    );
  }
  return files;
}

/** `2023-01-29/08_43` of a path. */
function minuteOf(path: string): string {
  const parts = path.split("/");
  return `${parts[parts.length - 3]}/${basename(path).slice(0, 5)}`;
}

/** `ts-food-service` of `ts-food-service-f5756978c-k8vqf`: a pod's name without its replica set and its own part. */
export function serviceOf(pod: string): string {
  const parts = pod.split("-");
  return parts.length > 2 ? parts.slice(0, -2).join("-") : pod;
}

/** The injected faults in order of time. */
export function readFaults(paths: readonly string[]): Fault[] {
  return paths
    .flatMap((path) =>
      Object.values(JSON.parse(readFileSync(path, "utf8")) as Record<string, Record<string, string>[]>).flat(),
    )
    .map((fault) => ({
      atMs: Date.parse(`${fault.inject_time?.replace(" ", "T")}Z`),
      pod: fault.inject_pod ?? "",
      type: fault.inject_type ?? "",
    }))
    .sort((a, b) => a.atMs - b.atMs);
}
