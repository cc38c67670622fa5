/**
 * What a message says, before it is put into the form of a channel: the sentence first, then what shows it: a trace, a log line, what
 * changed before, and links that open at that instant. Plain texts; each channel escapes them in its own way.
 * Units: Unix milliseconds; times are said in UTC.
 */
import { type AlertExemplar, ENDED_WITH_RULE, type LabelPairs } from "../model/alert.ts";
import type { NotifiedAlert } from "../model/notification.ts";
import type { AlertEvidence } from "../store/alertStore.ts";
import type { OutgoingMessage } from "./deliver.ts";

export interface SaidEvidence {
  /** "Sample trace", "Log line", "Changed before". */
  readonly what: string;
  readonly words: string;
  readonly url: string | null;
}
export interface SaidAlert {
  readonly fingerprint: string;
  readonly isFiring: boolean;
  readonly name: string;
  readonly sentence: string;
  readonly description: string;
  readonly labels: LabelPairs;
  /** "since 2026-11-21 14:03:20 UTC". */
  readonly when: string;
  /** The alert's page at the instant of the message. */
  readonly url: string;
  readonly evidence: readonly SaidEvidence[];
  /** Null unless it is a web address. */
  readonly runbookUrl: string | null;
  /** What to do, in words; empty when nobody wrote any. */
  readonly runbook: string;
}
export interface MessageContent {
  readonly isFiring: boolean;
  /** "CheckoutErrors fires: Checkout fails 7.2 % of requests". */
  readonly title: string;
  /** Of the gravest alert that fires. */
  readonly severity: string;
  /** In the receiver's own words, instead of what is said of each alert; null where there are none. */
  readonly text: string | null;
  readonly alerts: readonly SaidAlert[];
  /** Alerts that are not in `alerts`. */
  readonly more: number;
  readonly picture: { readonly url: string; readonly words: string } | null;
  readonly url: string;
}

/** At most so many characters, never half of one. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

const LONGEST_SENTENCE = 1_000;
/** One line, without what terminals and mail headers would take for orders. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is taken out.
const line = (text: string) => shortened(text.replace(/[\u0000-\u001f\u007f]+/g, " ").trim(), LONGEST_SENTENCE);

export function sayInstant(atMs: number): string {
  const text = new Date(Math.max(-8.64e15, Math.min(Math.round(atMs), 8.64e15))).toISOString();
  return `${text.slice(0, 19).replace("T", " ")} UTC`;
}

function sayDuration(durationMs: number): string {
  if (durationMs < 1_000) return `${Math.round(durationMs)} ms`;
  return durationMs < 120_000 ? `${(durationMs / 1_000).toFixed(1)} s` : `${Math.round(durationMs / 60_000)} min`;
}

/** Of an alert's path: the instant that the message tells of; NaN without one. */
const instantOf = ({ path }: NotifiedAlert) => Date.parse(new URLSearchParams(path.split("?")[1]).get("at") ?? "");

/** As the console's own addresses have it; empty where no instant is known. */
function atParam(mark: "?" | "&", atMs: number): string {
  return Math.abs(atMs) <= 8.64e15 ? `${mark}at=${encodeURIComponent(new Date(atMs).toISOString())}` : "";
}

const nameOf = ({ labels }: NotifiedAlert) => line(labels.alertname ?? "") || "An alert without a name";

function sentenceOf(alert: NotifiedAlert): string {
  const { summary, message, description, [ENDED_WITH_RULE]: gone } = alert.annotations;
  const written = line(gone || summary || message || description || "");
  if (written !== "") return written;
  const labels = Object.entries(alert.labels).filter(([name]) => name !== "alertname" && name !== "severity");
  return line(labels.map(([name, value]) => `${name} ${value}`).join(", "));
}

function traceLine(
  { service, spanName, startMs, durationMs, failed, message, ...exemplar }: AlertExemplar,
  consoleUrl: string,
  atMs: number,
): SaidEvidence {
  const end = failed ? `fails after ${sayDuration(durationMs)}` : `takes ${sayDuration(durationMs)}`;
  const words = `${service}: ${spanName} ${end}${message === "" ? "" : `: ${message}`}`;
  const { traceId, spanId } = exemplar;
  const path = `/traces/${encodeURIComponent(traceId)}?span=${encodeURIComponent(spanId)}`;
  // A trace that was not over when the alert was told is seen when it was.
  const url = consoleUrl + path + atParam("&", Math.max(atMs || 0, Math.ceil(startMs + durationMs)));
  return { what: "Sample trace", words: line(words), url };
}

function evidenceLines(
  { exemplars, logLine, changes }: AlertEvidence,
  consoleUrl: string,
  atMs: number,
): SaidEvidence[] {
  const worst = exemplars.find(({ why }) => why === "worst") ?? exemplars[0];
  return [
    ...(worst ? [traceLine(worst, consoleUrl, atMs)] : []),
    ...(logLine
      ? [
          {
            what: "Log line",
            words: line(`${sayInstant(logLine.atMs)} ${logLine.severity} ${logLine.service}: ${logLine.body}`),
            url: `${consoleUrl}/logs${atParam("?", logLine.atMs)}`,
          },
        ]
      : []),
    ...changes.slice(0, 3).map((change) => ({
      what: "Changed before",
      words: line(`${sayInstant(change.atMs)} ${change.title}`),
      url: `${consoleUrl}/${atParam("?", change.atMs)}`,
    })),
  ];
}

const WEB_ADDRESS = /^https?:\/\/\S+$/;

function saidAlert(alert: NotifiedAlert, { evidence }: OutgoingMessage, consoleUrl: string): SaidAlert {
  const { fingerprint, status, labels, annotations, startsMs, endsMs, path } = alert;
  const kept = evidence.get(fingerprint);
  const { runbook_url: address = "", runbook = "" } = annotations;
  return {
    fingerprint,
    isFiring: status === "firing",
    name: nameOf(alert),
    sentence: sentenceOf(alert),
    description: shortened(annotations.description ?? "", LONGEST_SENTENCE),
    labels,
    when: endsMs === null ? `since ${sayInstant(startsMs)}` : `from ${sayInstant(startsMs)} to ${sayInstant(endsMs)}`,
    url: consoleUrl + path,
    evidence: kept && status === "firing" ? evidenceLines(kept, consoleUrl, instantOf(alert)) : [],
    runbookUrl: [address, runbook].find((text) => WEB_ADDRESS.test(text)) ?? null,
    runbook: WEB_ADDRESS.test(runbook) ? "" : shortened(runbook, LONGEST_SENTENCE),
  };
}

const GRAVITY = ["page", "critical", "error", "ticket", "warning", "info"];
function gravest(alerts: readonly NotifiedAlert[]): string {
  const all = alerts.map(({ labels }) => labels.severity ?? "");
  return GRAVITY.find((severity) => all.includes(severity)) ?? all.find((severity) => severity !== "") ?? "";
}

function titleOf(alerts: readonly NotifiedAlert[], isFiring: boolean): string {
  const told = alerts.filter(({ status }) => (status === "firing") === isFiring);
  const [first] = told;
  if (!first) return "Nothing fires";
  if (told.length === 1) {
    const sentence = sentenceOf(first);
    return shortened(
      `${nameOf(first)} ${isFiring ? "fires" : "is over"}${sentence === "" ? "" : `: ${sentence}`}`,
      300,
    );
  }
  const names = [...new Set(told.map(nameOf))];
  const shown = names.slice(0, 3).join(", ") + (names.length > 3 ? `, ${names.length - 3} more` : "");
  return shortened(`${told.length} alerts ${isFiring ? "fire" : "are over"}: ${shown}`, 300);
}

const groupPath = (alerts: readonly NotifiedAlert[]) => `/alerts${atParam("?", Math.max(...alerts.map(instantOf)))}`;

/** `most`: how many alerts it tells of one by one. Never throws for any alert of the model. */
export function messageContent(message: OutgoingMessage, consoleUrl: string, most: number): MessageContent {
  const { alerts, status } = message.notification;
  const isFiring = status === "firing";
  const shown = alerts.slice(0, most);
  return {
    isFiring,
    title: shortened(line(message.words?.title ?? ""), 300) || titleOf(alerts, isFiring),
    text: message.words?.text ?? null,
    severity: gravest(isFiring ? alerts.filter((alert) => alert.status === "firing") : alerts),
    alerts: shown.map((alert) => saidAlert(alert, message, consoleUrl)),
    more: alerts.length - shown.length,
    picture: message.picture && { url: consoleUrl + message.picture.path, words: message.picture.words },
    url: consoleUrl + (alerts.length === 1 ? (alerts[0]?.path ?? "/alerts") : groupPath(alerts)),
  };
}
