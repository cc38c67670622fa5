/** What the map says of nodes, groups and calls, in words and numbers. Ratios 0..1, rates per second, seconds. */
import type { Group } from "../../server/analysis/graph/grouping.ts";
import type { GraphNode, Numbers } from "../../server/analysis/graph/mapGraph.ts";
import type { Health } from "../../server/model/state.ts";
import type { StatusKind } from "../charts/Status.tsx";
import { formatSeconds } from "../format/formatDuration.ts";
import { formatCountOf, formatRate, formatRatio } from "../format/formatNumbers.ts";
import type { Tone } from "./scene.ts";

export const STATUS_OF: Readonly<Record<Health, StatusKind>> = {
  healthy: "ok",
  degraded: "warn",
  failed: "fail",
  unknown: "unknown",
};
export const TONE_OF: Readonly<Record<Health, Tone>> = {
  healthy: "quiet",
  degraded: "warn",
  failed: "fail",
  unknown: "quiet",
};
export const HEALTH_WORDS: Readonly<Record<Health, string>> = {
  healthy: "healthy",
  degraded: "degraded",
  failed: "fails",
  unknown: "no data",
};

export const SIGNALS = ["rate", "errors", "p95", "saturation", "criticality"] as const;
export type Signal = (typeof SIGNALS)[number];
export const SIGNAL_WORDS: Readonly<Record<Signal, string>> = {
  rate: "requests",
  errors: "failing",
  p95: "p95",
  saturation: "saturation",
  criticality: "criticality",
};

/** What is counted there. */
export function rateUnit(type: string | null): string {
  return type === "database" ? "q" : type === "messaging_system" ? "msg" : "req";
}

/** As tight as a box wants it: 7.8/min for 7.80 per min. */
export const tightRate = (perSecond: number | null, unit = "req") =>
  formatRate(perSecond, unit).replace(/\sper\s(min|h)$/, "/$1");

/** Failing at least so much is what a second number tells, before slowness. */
const TOLD_RATIO = 0.005;
const TOLD_SATURATION = 0.85;

/** The number behind the trouble; "" when nothing is. */
export function troubleNumber({ health, errorRatio, p95Seconds, saturation }: Numbers): string {
  if (health !== "degraded" && health !== "failed") return "";
  if ((errorRatio ?? 0) >= TOLD_RATIO) return short(formatRatio(errorRatio));
  if ((saturation ?? 0) >= TOLD_SATURATION) return `${short(formatRatio(saturation))} full`;
  return p95Seconds === null ? "" : formatSeconds(p95Seconds);
}
/** 14.0 % -> 14 %: on a map there is room for two digits. */
export const tightRatio = (ratio: number) => short(formatRatio(ratio));
const short = (ratio: string) => ratio.replace(/(\d\d)\.\d/, "$1").replace(/\.0(?=\s)/, "");

export function signalText(signal: Signal, numbers: Numbers, rank: number | undefined, unit: string): string {
  if (signal === "rate") return numbers.requestsPerSecond === null ? "" : formatRate(numbers.requestsPerSecond, unit);
  if (signal === "errors") return numbers.errorRatio === null ? "" : short(formatRatio(numbers.errorRatio));
  if (signal === "p95") return numbers.p95Seconds === null ? "" : formatSeconds(numbers.p95Seconds);
  if (signal === "saturation")
    return numbers.saturation === null ? "" : `${short(formatRatio(numbers.saturation))} full`;
  return rank === undefined ? "" : `weight ${short(formatRatio(rank))}`;
}

export function signalValue(signal: Signal, numbers: Numbers, rank: number | undefined): number | null {
  if (signal === "rate") return numbers.requestsPerSecond;
  if (signal === "errors") return numbers.errorRatio;
  if (signal === "p95") return numbers.p95Seconds;
  if (signal === "saturation") return numbers.saturation;
  return rank ?? null;
}

/** "42 req/s · 14 %"; the second number is the trouble's, else that of the signal one looks at. */
export function nodeNote(node: GraphNode, numbers: Numbers, signal: Signal | null, rank: number | undefined): string {
  const unit = rateUnit(node.peerType);
  const rate = numbers.requestsPerSecond === null ? "" : tightRate(numbers.requestsPerSecond, unit);
  const second =
    troubleNumber(numbers) || (signal === null || signal === "rate" ? "" : signalText(signal, numbers, rank, unit));
  return [rate, second].filter((text) => text !== "").join(" · ") || "no data";
}

/** Of what only sends metrics. */
export const NO_CALLS = "no calls of their own";
export const NO_CALLS_OF_ONE = "no calls of its own";

export function groupTitle({ key, name }: Group): string {
  if (key === "near") return `around ${name}`;
  if (key === "apart") return "apart from these";
  if (key === "outside") return "outside";
  if (key === "callless") return NO_CALLS;
  return name === "" ? `no ${key.replace(/^resource\./, "")}` : name;
}

export interface Tally {
  readonly all: number;
  readonly failed: number;
  readonly degraded: number;
  readonly unknown: number;
}
export function tally(healths: readonly Health[]): Tally {
  const count = (health: Health) => healths.filter((one) => one === health).length;
  return { all: healths.length, failed: count("failed"), degraded: count("degraded"), unknown: count("unknown") };
}
export function worstOf({ all, failed, degraded, unknown }: Tally): Health {
  if (failed > 0) return "failed";
  if (degraded > 0) return "degraded";
  return all === unknown ? "unknown" : "healthy";
}

/** The same, with those beside that only send metrics: they are no part of the count of the others. */
export function groupWordsBeside(counts: Tally, callless: number, noun?: string): string {
  if (callless === 0) return groupWords(counts, noun);
  if (counts.all === 0) return `${formatCountOf(callless, noun ?? "service")} with metrics alone`;
  return `${groupWords(counts, noun)}, ${callless} with metrics alone`;
}

/** "2 of 13 services fail, 2 are degraded". */
export function groupWords({ all, failed, degraded, unknown }: Tally, noun = "service"): string {
  const of = (count: number) => `${count} of ${formatCountOf(all, noun)}`;
  if (failed > 0) {
    const fail = `${of(failed)} ${failed === 1 ? "fails" : "fail"}`;
    return degraded > 0 ? `${fail}, ${degraded} ${degraded === 1 ? "is" : "are"} degraded` : fail;
  }
  if (degraded > 0) return `${of(degraded)} ${degraded === 1 ? "is" : "are"} degraded`;
  if (unknown === all) return `${formatCountOf(all, noun)}, no data`;
  if (unknown > 0) return `${formatCountOf(all, noun)}, ${unknown} without data`;
  return all === 1 ? `1 ${noun}, healthy` : `${formatCountOf(all, noun)}, all healthy`;
}
