/**
 * Plays the real TrainTicket capture into the OTLP port, moved to now (see `nezha/shift.ts` for how).
 *   npm run demo -- nezha --path ../shared/data/nezha/trainticket [--endpoint http://127.0.0.1:4318] [--keep-times]
 * `--keep-times` sends it with its own times, and refuses when the retention does not reach back that far.
 * Prints what it sent, when each fault lies now, and where to look.
 */
import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { writeLogs } from "../server/otlp/writeLogs.ts";
import { writeMetrics } from "../server/otlp/writeMetrics.ts";
import { writeTraces } from "../server/otlp/writeTraces.ts";
import { type CaptureFiles, captureFiles, readFaults, serviceOf } from "./nezha/capture.ts";
import { type Row, readRows } from "./nezha/csv.ts";
import { gaugesOf, logOf, type Neighbours, resourceOf, SCOPE, type Shift, spanOf } from "./nezha/records.ts";
import { type Block, blocksOf, shiftAt } from "./nezha/shift.ts";
import { mustRun, Sender } from "./sender.ts";
import { option, readSettings } from "./settings.ts";

const UNITS_MS: Readonly<Record<string, number>> = { s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7, w: 6.048e8 };
const DAY_MS = 8.64e7;

interface Sent {
  spans: number;
  traces: Set<string>;
  logs: number;
  points: number;
}

const say = (sentence: string) => process.stderr.write(`nezha: ${sentence}\n`);
const clock = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace("T", " ");

/** Throws a sentence unless the retention covers everything since `oldestMs`. */
export function checkRetention(oldestMs: number, nowMs: number, retention: string): void {
  const [, amount, unit = ""] = /^([\d.]+)([smhdw])$/.exec(retention) ?? [];
  const covered = Number(amount) * (UNITS_MS[unit] ?? Number.NaN);
  if (nowMs - oldestMs <= covered) return;
  const days = Math.ceil((nowMs - oldestMs) / DAY_MS);
  throw new Error(
    `The capture begins on ${clock(oldestMs).slice(0, 10)}, ${days} days ago, and the retention is ${retention}: start Chronoscope (and this) with CHRONOSCOPE_RETENTION=${days + 1}d, or leave out --keep-times.`,
  );
}

/** Groups these under the pod they come from. */
function byPod(rows: Iterable<Row>): Map<string, Row[]> {
  const pods = new Map<string, Row[]>();
  for (const row of rows) {
    const pod = row.PodName ?? row.ServiceName ?? "";
    const list = pods.get(pod);
    if (list) list.push(row);
    else pods.set(pod, [row]);
  }
  return pods;
}

/** What must be known before the first record is sent: who ran where, and the pod of every span. */
function survey(files: CaptureFiles, nowMs: number) {
  const podOf = new Map<string, string>();
  const parentOf = new Map<string, string>();
  for (const path of files.traces) {
    for (const row of readRows(path)) {
      const id = `${row.TraceID}${row.SpanID}`;
      podOf.set(id, row.PodName ?? "");
      parentOf.set(id, `${row.TraceID}${row.ParentID}`);
    }
  }
  const calledAway = new Set<string>();
  for (const [id, parent] of parentOf)
    if (podOf.has(parent) && podOf.get(parent) !== podOf.get(id)) calledAway.add(parent);
  const nodeOf = new Map<string, string>();
  for (const path of files.logs)
    for (const row of readRows(path)) if (row.PodName && row.Node) nodeOf.set(row.PodName, row.Node);
  const instants = files.metrics.flatMap((path) => [...readRows(path)].map((row) => Number(row.TimeStamp) * 1000));
  return { podOf, calledAway, nodeOf, blocks: blocksOf(instants, nowMs) };
}
type Survey = ReturnType<typeof survey>;

const neighboursOf = (row: Row, { podOf, calledAway }: Survey): Neighbours => ({
  parentPod: podOf.get(`${row.TraceID}${row.ParentID}`),
  calledAway: calledAway.has(`${row.TraceID}${row.SpanID}`),
});

async function sendTraces(
  path: string,
  known: Survey,
  shift: Shift,
  seen: Set<string>,
  sender: Sender,
  sent: Sent,
): Promise<void> {
  const rows = [...readRows(path)].filter((row) => {
    // A few minutes overlap, and repeat their spans.
    const id = `${row.TraceID}${row.SpanID}`;
    return !seen.has(id) && seen.add(id);
  });
  const groups = [...byPod(rows)].map(([pod, list]) => ({
    resource: resourceOf(pod, known.nodeOf.get(pod)),
    scopeSpans: [
      {
        scope: SCOPE,
        spans: list.flatMap((row) => spanOf(row, neighboursOf(row, known), shift) ?? []),
      },
    ],
  }));
  if (!(await sender.send("traces", writeTraces(groups)))) return;
  for (const span of groups.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))) {
    sent.spans++;
    sent.traces.add(span.traceId);
  }
}

async function sendLogs(path: string, known: Survey, shift: Shift, sender: Sender, sent: Sent): Promise<void> {
  const groups = [...byPod(readRows(path))].map(([pod, list]) => ({
    resource: resourceOf(pod, known.nodeOf.get(pod)),
    scopeLogs: [{ scope: SCOPE, logRecords: list.map((row) => logOf(row, shift)) }],
  }));
  if (!(await sender.send("logs", writeLogs(groups)))) return;
  sent.logs += groups.reduce((sum, { scopeLogs }) => sum + (scopeLogs[0]?.logRecords.length ?? 0), 0);
}

async function sendMetrics(path: string, known: Survey, shift: Shift, sender: Sender, sent: Sent): Promise<void> {
  const groups = [...byPod(readRows(path))].map(([pod, rows]) => ({
    resource: resourceOf(pod, known.nodeOf.get(pod)),
    scopeMetrics: [{ scope: SCOPE, metrics: gaugesOf(rows, shift) }],
  }));
  if (!(await sender.send("metrics", writeMetrics(groups)))) return;
  for (const { scopeMetrics } of groups) {
    for (const metric of scopeMetrics[0]?.metrics ?? [])
      if (metric.kind === "gauge") sent.points += metric.dataPoints.length;
  }
}

function report(files: CaptureFiles, blocks: readonly Block[], console: string, sent: Sent): void {
  const number = (value: number) => value.toLocaleString("en-US");
  say(
    `sent ${number(sent.spans)} spans of ${number(sent.traces.size)} traces, ${number(sent.logs)} log records, ${number(sent.points)} points`,
  );
  for (const block of blocks)
    say(
      `captured ${clock(block.startMs)} .. ${clock(block.endMs)} UTC, now ${clock(block.startMs + block.shiftMs)} ..`,
    );
  for (const fault of readFaults(files.faults)) {
    const at = fault.atMs + shiftAt(blocks, fault.atMs);
    process.stdout.write(
      `${clock(at)} UTC  ${fault.type.padEnd(16)} ${serviceOf(fault.pod).padEnd(28)} ${console}/services/${serviceOf(fault.pod)}?at=${at}\n`,
    );
  }
}

/** Plays the capture; resolves when all of it was acknowledged. Throws a sentence when it cannot. */
export async function playCapture(given: readonly string[]): Promise<void> {
  const root = resolve(option(given, "path") ?? "../shared/data/nezha/trainticket");
  if (!existsSync(root)) throw new Error(`There is no folder ${root}; give the capture's with --path.`);
  const settings = readSettings(given);
  const files = captureFiles(root);
  const nowMs = Date.now();
  const surveyed = survey(files, nowMs);
  const keep = given.includes("--keep-times");
  const blocks = keep ? surveyed.blocks.map((block) => ({ ...block, shiftMs: 0 })) : surveyed.blocks;
  if (keep) checkRetention(blocks[0]?.startMs ?? nowMs, nowMs, process.env.CHRONOSCOPE_RETENTION || "7d");
  const known = { ...surveyed, blocks };
  const shift: Shift = (nano) => nano + BigInt(shiftAt(blocks, Number(nano / 1_000_000n))) * 1_000_000n;
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
  const { endpoint, token } = settings;
  const sender = new Sender({ endpoint, token, signal: stop.signal, whenAway: mustRun(endpoint), say });
  const sent: Sent = { spans: 0, traces: new Set(), logs: 0, points: 0 };
  const seen = new Set<string>();
  for (const path of files.metrics) await sendMetrics(path, known, shift, sender, sent);
  for (const path of files.traces) {
    await sendTraces(path, known, shift, seen, sender, sent);
    const logs = path.replace("/trace/", "/log/").replace("_trace.csv.gz", "_log.csv.gz");
    if (existsSync(logs)) await sendLogs(logs, known, shift, sender, sent);
  }
  sender.close();
  report(files, blocks, settings.console, sent);
}

// As a program of its own: node .build/nezha.js.
if (["nezha.js", "nezha.ts"].includes(basename(process.argv[1] ?? ""))) {
  await playCapture(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`chronoscope: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
