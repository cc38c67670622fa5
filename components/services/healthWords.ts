/**
 * A judgement in words. Numbers are those of now (the last tenth of the window); "usually" is said only of what was computed.
 * Shape: rows as the server answers them -> sentences. No sentence claims more than the row says.
 */
import { formatSeconds, formatSpanOfTime } from "../format/formatDuration.ts";
import { formatCount, formatCountOf, formatRate, formatRatio } from "../format/formatNumbers.ts";
import type { Answers } from "../trpc/client.tsx";

export type ServiceRow = Answers["services"]["list"]["services"][number];
/** What can be judged: a service, an operation. */
export type Judged = Pick<ServiceRow, "recent" | "usual" | "health" | "calls" | "ratePerSecond">;

/** "fails 7.2 % of requests (usually 0.05 %)", "p95 is 748 ms (usually 96 ms)", "no requests in the last 6 min", "healthy". */
export function healthWords({ recent, usual, health }: Judged): string {
  if (health.reason === "quiet") return `no requests in the last ${formatSpanOfTime(recent.lengthMs)}`;
  if (health.reason === "errors") {
    const before = usual ? ` (usually ${formatRatio(usual.errorRatio)})` : "";
    return `fails ${formatRatio(recent.errorRatio)} of requests${before}`;
  }
  if (health.reason === "slow") {
    return `p95 is ${formatSeconds(recent.p95Seconds)} (usually ${formatSeconds(usual?.p95Seconds ?? null)})`;
  }
  return "healthy";
}

/** A share of failures that no sentence calls healthy, however few the requests. */
const MUCH = 0.05;

export interface Sentence {
  readonly kind: "ok" | "warn" | "fail" | "unknown";
  readonly sentence: string;
  readonly why: string;
}

/** The colour of its share of failures: only where that is what is wrong. */
export function errorTone(health: ServiceRow["health"]): "warn" | "fail" | null {
  return health.reason === "errors" && (health.kind === "fail" || health.kind === "warn") ? health.kind : null;
}

/** What is true of all services: the page's first line and its proof. */
export function servicesSentence(rows: readonly ServiceRow[]): Sentence {
  const of = (kind: ServiceRow["health"]["kind"]) => rows.filter(({ health }) => health.kind === kind);
  const failed = of("fail");
  const degraded = of("warn");
  const seen = rows.length - of("unknown").length;
  const [worst, second] = [...failed, ...degraded];
  if (seen === 0) {
    const quiet = formatSpanOfTime(rows[0]?.recent.lengthMs ?? 0);
    return {
      kind: "unknown",
      sentence: `None of ${formatCountOf(rows.length, "service")} was called in the last ${quiet}`,
      why: "They were called earlier in the window; no data is not health.",
    };
  }
  if (!worst) {
    const rate = rows.filter(({ entry }) => entry).reduce((sum, row) => sum + row.recent.ratePerSecond, 0);
    const quiet = rows.length - seen;
    const called = quiet > 0 ? " that are called" : "";
    const all = seen === 1 ? "The one service that is called is healthy" : `All ${seen} services${called} are healthy`;
    const others =
      quiet > 0
        ? ` ${formatCountOf(quiet, "other")} had no requests in the last ${formatSpanOfTime(rows[0]?.recent.lengthMs ?? 0)}.`
        : "";
    return { kind: "ok", sentence: all, why: `Together they answer ${formatRate(rate)}.${others}` };
  }
  const rest = failed.length + degraded.length - 1;
  const others =
    rest === 0 ? `The other ${seen - 1} are healthy.` : `${second?.service} ${second ? healthWords(second) : ""}.`;
  return {
    kind: worst.health.kind === "fail" ? "fail" : "warn",
    sentence:
      rest === 0 ? `${worst.service} ${healthWords(worst)}` : troubleCount(failed.length, degraded.length, seen),
    why:
      rest === 0
        ? seen === 1
          ? "It is the one service that is called."
          : others
        : `${worst.service} ${healthWords(worst)}, ${others}`,
  };
}

function troubleCount(failed: number, degraded: number, seen: number): string {
  if (degraded === 0) return `${failed} of ${seen} services fail more than usual`;
  if (failed === 0) return `${degraded} of ${seen} services are degraded`;
  const fail = failed === 1 ? "1 service fails" : `${failed} services fail`;
  return `${fail} and ${degraded} ${degraded === 1 ? "is" : "are"} degraded, of ${seen}`;
}

/** What is true of one service. */
export function serviceSentence(service: string, row: Judged & Pick<ServiceRow, "recent" | "usual">): Sentence {
  const kind = row.health.kind;
  const { recent, usual } = row;
  const numbers = `${formatRate(recent.ratePerSecond)}, p95 ${formatSeconds(recent.p95Seconds)}`;
  if (row.health.reason === "slow" && usual?.p95Seconds && recent.p95Seconds) {
    const times = recent.p95Seconds / usual.p95Seconds;
    const factor = times >= 10 ? Math.round(times).toString() : (Math.round(times * 10) / 10).toString();
    return {
      kind,
      sentence: `${service} is ${factor} times slower than usual`,
      why: `p95 is ${formatSeconds(recent.p95Seconds)} (usually ${formatSeconds(usual.p95Seconds)}) and ${formatRatio(recent.errorRatio)} of requests fail.`,
    };
  }
  if (row.health.reason === "errors") {
    const slow = usual?.p95Seconds ? ` (usually ${formatSeconds(usual.p95Seconds)})` : "";
    return {
      kind,
      sentence: `${service} ${healthWords(row)}`,
      why: `p95 is ${formatSeconds(recent.p95Seconds)}${slow} at ${formatRate(recent.ratePerSecond)}.`,
    };
  }
  if (row.health.reason === "quiet") {
    return {
      kind,
      sentence: `${service} has ${healthWords(row)}`,
      why: `It had ${formatCountOf(row.calls, "request")} in the whole window.`,
    };
  }
  const compared = usual
    ? `Usually ${formatRate(usual.ratePerSecond)}, p95 ${formatSeconds(usual.p95Seconds)}, ${formatRatio(usual.errorRatio)} failing.`
    : "Too little was seen before this window to say what is usual.";
  if ((recent.errorRatio ?? 0) >= MUCH) {
    const failed = `${formatCount(recent.errors)} of ${formatCountOf(recent.calls, "request")}`;
    return { kind, sentence: `${service} failed ${failed}, too few to judge`, why: compared };
  }
  return {
    kind,
    sentence: `${service} is healthy: ${numbers}, ${formatRatio(recent.errorRatio)} failing`,
    why: compared,
  };
}
