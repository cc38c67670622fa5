/**
 * A judgement in words. What is judged are numbers of now (the last stretch of the window), and said to be; a rate is the window's, as
 * in every table. "usually" is said only of what was computed.
 * Shape: rows as the server answers them -> sentences. No sentence claims more than the row says.
 */
import { formatLast, formatSeconds, formatSpanOfTime } from "../format/formatDuration.ts";
import { formatCount, formatCountOf, formatRate, formatRatio, formatRequests } from "../format/formatNumbers.ts";
import type { Answers } from "../trpc/client.tsx";

export type ServiceRow = Answers["services"]["list"]["services"][number];
export type First = Answers["services"]["list"]["first"];
/** What can be judged: a service, an operation. */
export type Judged = Pick<ServiceRow, "recent" | "usual" | "health" | "calls" | "ratePerSecond">;

/** "fails 7.2 % of requests (usually 0.05 %)", "p95 is 748 ms (usually 96 ms)", "no requests in the last 6 min",
 * "failed 1 of 1 request, too few to judge", "healthy". */
export function healthWords({ recent, usual, health }: Judged): string {
  if (health.words) return health.words;
  if (health.reason === "quiet") return `no requests in the last ${formatLast(recent.lengthMs)}`;
  if (health.reason === "few") {
    return `failed ${formatCount(recent.errors)} of ${formatCountOf(recent.calls, "request")}, too few to judge`;
  }
  if (health.reason === "errors") {
    const before = usual ? ` (usually ${formatRatio(usual.errorRatio)})` : "";
    return `fails ${formatRatio(recent.errorRatio)} of requests${before}`;
  }
  if (health.reason === "slow") {
    return `p95 is ${formatSeconds(recent.p95Seconds)} (usually ${formatSeconds(usual?.p95Seconds ?? null)})`;
  }
  return "healthy";
}

export interface Sentence {
  readonly kind: "ok" | "warn" | "fail" | "unknown";
  readonly sentence: string;
  readonly why: string;
}

/** The number that is wrong: that of now, by which it was judged, not the window's beside it, which may well be as usual. */
export interface Trouble {
  readonly tone: "warn" | "fail";
  readonly text: string;
}

const SOME_FAILURES = 0.01;

/** Only where failures are what is wrong. */
export function errorTrouble({ health, recent }: Pick<Judged, "health" | "recent">): Trouble | null {
  if (health.reason !== "errors") return null;
  // Judged as failing until it has been well for a minute: the number of now is no trouble any more.
  if (health.words && (recent.errorRatio ?? 0) < SOME_FAILURES) return null;
  return { tone: health.kind === "fail" ? "fail" : "warn", text: formatRatio(recent.errorRatio) };
}

/** Only where it is slow. */
export function slowTrouble({ health, recent }: Pick<Judged, "health" | "recent">): Trouble | null {
  return health.slow ? { tone: "warn", text: formatSeconds(recent.p95Seconds) } : null;
}

/** Which time a table's numbers are of, and which its shapes: a row may well be healthy now and have failed earlier in the window. */
export function stretchWords(rows: readonly Pick<Judged, "recent">[], windowMs: number): string {
  return `numbers over ${formatSpanOfTime(windowMs)}, status of the last ${formatLast(rows[0]?.recent.lengthMs ?? 0)}`;
}

/** Said where there are more services than one answer lists: whom the words above and the table below are about. */
export function listedWords(listed: number, total: number): string {
  if (total <= listed) return "";
  return `There are ${formatCount(total)} services: counted and listed are the ${formatCount(listed)} in trouble or called most. Any other is found by its name (Ctrl K).`;
}

/** What is true of all services: the page's first line and its proof. `first` is the failing one furthest down the calls. */
export function servicesSentence(rows: readonly ServiceRow[], first: First = null): Sentence {
  const of = (kind: ServiceRow["health"]["kind"]) => rows.filter(({ health }) => health.kind === kind);
  const failed = of("fail");
  const degraded = of("warn");
  const quiet = rows.filter(({ health }) => health.reason === "quiet").length;
  const [worst, second] = [...failed, ...degraded];
  const last = formatLast(rows[0]?.recent.lengthMs ?? 0);
  if (quiet === rows.length) {
    return {
      kind: "unknown",
      sentence: `None of ${formatCountOf(rows.length, "service")} was called in the last ${last}`,
      why: "They were called earlier in the window; no data is not health.",
    };
  }
  const others = restWords(of("ok").length, of("unknown").length - quiet, quiet, last);
  if (!worst) return wellSentence(rows, others);
  const kind = worst.health.kind === "fail" ? "fail" : "warn";
  if (failed.length + degraded.length === 1) {
    const why = rows.length === 1 ? "It is the one service that is called." : others;
    return { kind, sentence: `${worst.service} ${healthWords(worst)}`, why };
  }
  const why =
    chainWords(rows, first) ??
    `${worst.service} ${healthWords(worst)}, ${second?.service} ${second ? healthWords(second) : ""}.`;
  return { kind, sentence: troubleCount(failed, degraded.length, rows.length), why };
}

function wellSentence(rows: readonly ServiceRow[], others: string): Sentence {
  const well = rows.filter(({ health }) => health.kind === "ok").length;
  const entries = rows.filter(({ entry, health }) => entry && health.kind === "ok");
  const rate = entries.reduce((sum, row) => sum + row.ratePerSecond, 0);
  const requests = entries.reduce((sum, row) => sum + row.calls, 0);
  if (well === 0) return { kind: "unknown", sentence: "Too few requests to judge any service", why: others };
  const judged = rows.some(({ health }) => health.reason === "few") ? " that can be judged" : " that are called";
  const all = `All ${well} services${well < rows.length ? judged : ""} are healthy`;
  return {
    kind: "ok",
    sentence: well === 1 ? "The one service that can be judged is healthy" : all,
    why: `Together they answer ${formatRequests(requests, rate)}${entries.length > 1 ? ", inner calls included" : ""}.${well < rows.length ? ` ${others}` : ""}`,
  };
}

/** "The other 13 are healthy, 28 had no requests in the last minute." */
function restWords(healthy: number, few: number, quiet: number, last: string): string {
  const parts = [
    healthy > 0 && `${formatCount(healthy)} ${healthy === 1 ? "is" : "are"} healthy`,
    few > 0 && `${formatCount(few)} had too few requests to judge`,
    quiet > 0 && `${formatCount(quiet)} had no requests in the last ${last}`,
  ].filter((part) => part !== false);
  return `${parts.length === 1 && healthy > 0 ? "The other " : ""}${parts.join(", ")}.`;
}

/** Said only when the calls show it; null otherwise. Each is said to do what its row shows: the counts beside it are of the same rows. */
function chainWords(rows: readonly ServiceRow[], first: First): string | null {
  const row = rows.find(({ service }) => service === first?.service);
  const above = rows.filter(({ service }) => first?.victims.includes(service));
  if (!row || above.length === 0) return null;
  const of = (kind: ServiceRow["health"]["kind"]) => above.filter(({ health }) => health.kind === kind);
  const callers = [namesDo(of("fail"), "fails", "fail"), namesDo(of("warn"), "is degraded", "are degraded")];
  const does = row.health.kind === "fail" ? "fails" : "is degraded";
  return `${row.service} ${does} first down the call chain: it ${healthWords(row)}; ${callers.filter(Boolean).join(" and ")} above it.`;
}

/** "cart fails", "cart and web fail", "cart, web and 3 more fail"; nothing of nobody. */
function namesDo(rows: readonly ServiceRow[], does: string, doing: string): string {
  const names = rows.map(({ service }) => service).sort();
  if (names.length === 0) return "";
  const listed = names.length > 2 ? `${names[0]}, ${names[1]} and ${names.length - 2} more` : names.join(" and ");
  return `${listed} ${names.length === 1 ? does : doing}`;
}

/** Why there is no judgement, as short as a table's cell; nothing where there is one. */
export function unjudgedWords({ health }: Pick<Judged, "health">): string {
  return health.reason === "few" ? "too few to judge" : health.reason === "quiet" ? "no requests now" : "";
}

/** Then the page's sentence says it, and each row need not. */
export function areAllQuiet(rows: readonly Pick<Judged, "health">[]): boolean {
  return rows.length > 1 && rows.every(({ health }) => health.reason === "quiet");
}

function troubleCount(failed: readonly ServiceRow[], degraded: number, listed: number): string {
  const than = failed.every(({ usual }) => usual !== null) ? " more than usual" : "";
  if (degraded === 0) return `${failed.length} of ${listed} services fail${than}`;
  if (failed.length === 0) return `${degraded} of ${listed} services are degraded`;
  const fail = failed.length === 1 ? "1 service fails" : `${failed.length} services fail`;
  return `${fail} and ${degraded} ${degraded === 1 ? "is" : "are"} degraded, of ${listed}`;
}

/** "7.2 % of requests failed and p95 was 748 ms". */
function shareWords({ recent }: Pick<Judged, "recent">): string {
  if (recent.calls === 0) return "No requests came";
  return `${formatRatio(recent.errorRatio)} of requests failed and p95 was ${formatSeconds(recent.p95Seconds)}`;
}

/** What the sentence does not tell already: "p95 was 2.85 s (usually 816 ms)", else how many were judged. */
function slowWords({ recent, usual, health }: Judged): string {
  if (recent.calls === 0) return "No requests came";
  if (health.words?.includes("p95")) return `${formatCountOf(recent.calls, "request")} came`;
  const before = usual?.p95Seconds ? ` (usually ${formatSeconds(usual.p95Seconds)})` : "";
  return `p95 was ${formatSeconds(recent.p95Seconds)}${before}`;
}

/** What is true of one service. */
export function serviceSentence(service: string, row: Judged & Pick<ServiceRow, "recent" | "usual">): Sentence {
  const kind = row.health.kind;
  const { recent, usual } = row;
  const last = formatLast(recent.lengthMs);
  const rate = formatRequests(row.calls, row.ratePerSecond);
  if (row.health.words) {
    return {
      kind,
      sentence: `${service} ${row.health.words}`,
      why: `${row.health.reason === "errors" ? slowWords(row) : shareWords(row)} in the last ${last}. It answers ${rate}.`,
    };
  }
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
      why: `p95 is ${formatSeconds(recent.p95Seconds)}${slow} in the last ${last}. It answers ${rate}.`,
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
  if (row.health.reason === "few") return { kind, sentence: `${service} ${healthWords(row)}`, why: compared };
  return {
    kind,
    sentence: `${service} is healthy: ${rate}`,
    why: `p95 ${formatSeconds(recent.p95Seconds)}, ${formatRatio(recent.errorRatio)} failing in the last ${last}. ${compared}`,
  };
}
