/**
 * What differs between bad and good requests, as the panel says and links it.
 * Shape: the answer of `evidence.differences` -> texts and addresses. Ratios 0..1 come in, percent without decimals goes out, but for what
 * would round to none or all.
 */

import { valueWords } from "../../server/analysis/differences/differenceSentence.ts";
import type { SloSubject } from "../../server/model/slo.ts";
import { SPAN_KIND_NAMES } from "../../server/model/span.ts";
import type { TimeWindow } from "../../server/model/time.ts";
import { formatInstant } from "../format/formatInstant.ts";
import { formatCount, formatCountOf } from "../format/formatNumbers.ts";
import { UNIT_SPACE } from "../format/significant.ts";
import { writeAt, writeWindow } from "../state/clockParams.ts";
import type { Answers } from "../trpc/client.tsx";

export type DifferencesAnswer = Answers["evidence"]["differences"];
export type DifferenceRow = DifferencesAnswer["differences"][number];

export interface DifferencesOf {
  readonly subject: SloSubject;
  /** A request is bad when it takes longer; null: when it fails. */
  readonly thresholdSeconds: number | null;
  /** With a threshold: what failed is bad too. */
  readonly countsErrors: boolean;
}

/** 100 %, 97 %, < 1 %, > 99 %, 0 %. */
export function formatShare(ratio: number): string {
  const percent = Math.round(ratio * 100);
  if (percent === 0 && ratio > 0) return `<${UNIT_SPACE}1${UNIT_SPACE}%`;
  if (percent === 100 && ratio < 1) return `>${UNIT_SPACE}99${UNIT_SPACE}%`;
  return `${percent}${UNIT_SPACE}%`;
}

const DAY_MS = 86_400_000;

const LATELY_MS = 3 * 60_000;

/** Whether a window reaches to the present: one that was over before is never told as going on, nor linked without its end. */
export const goesOn = ({ endMs }: TimeWindow, clock: { readonly endMs: number; readonly live: boolean }): boolean =>
  clock.live && endMs >= clock.endMs - LATELY_MS;

/** "since 11:41 · 9,690 bad, 125 k good"; of what is over "11:41 to 12:00 · ...". */
export function differencesSub(answer: DifferencesAnswer, zone: string, isOpen: boolean): string {
  const { window, total, looked } = answer;
  const style = window.endMs - window.startMs >= DAY_MS ? "dayMinute" : "minute";
  const from = formatInstant(window.startMs, zone, style);
  const time = isOpen ? `since ${from}` : `${from} to ${formatInstant(window.endMs, zone, style)}`;
  if (total === null) return `${time} · ${formatCount(looked.bad)} bad, ${formatCount(looked.good)} good compared`;
  return `${time} · ${formatCount(total.bad)} bad, ${formatCount(total.good)} good`;
}

/** "112 bad and 240 good ones were compared, of those of the hour before." */
export function comparedWords({ looked, isCut, window, goodWindow }: DifferencesAnswer): string {
  const before = goodWindow.endMs <= window.startMs ? ", the good ones from before" : "";
  const cut = isCut ? "; no more could be read in time" : "";
  return `${formatCountOf(looked.bad, "bad request")} and ${formatCount(looked.good)} good were compared${before}${cut}`;
}

/** Which operations the bad ones are of, where that sets them apart: "POST /checkout is 100 % of bad and 9 % of good requests". */
export function operationsWords({ operations }: DifferencesAnswer): string | null {
  const apart = operations.filter(({ badRatio, goodRatio }) => badRatio > 2 * goodRatio && badRatio - goodRatio > 0.1);
  if (apart.length === 0) return null;
  const [first, ...rest] = apart.map(
    ({ name, badRatio, goodRatio }) => `${name} is ${formatShare(badRatio)} of bad, ${formatShare(goodRatio)} of good`,
  );
  return `${[first, ...rest.slice(0, 2)].join("; ")}. Compared within ${apart.length === 1 ? "it" : "them"}.`;
}

/** Why there is nothing to compare; null when there is. */
export function nothingWords(
  answer: DifferencesAnswer,
  { subject, thresholdSeconds, countsErrors }: DifferencesOf,
): string | null {
  const { looked, total, alikeCount, differences, lacking } = answer;
  const slow = `took longer than ${thresholdSeconds}${UNIT_SPACE}s`;
  const what = thresholdSeconds === null ? "failed" : countsErrors ? `failed or ${slow}` : slow;
  if (looked.bad === 0) {
    if (answer.isCut) return "There was no time to read bad requests; they are asked for again.";
    if (total && total.bad > 0)
      return `${formatCountOf(total.bad, "bad request")} were counted, but no trace of one is stored.`;
    return `No ${requestWords(subject)} ${what} in this window.`;
  }
  if (looked.good === 0 && answer.isCut) return "There was no time to read good requests; they are asked for again.";
  if (looked.good === 0) return `There is no good ${requestWords(subject)} to compare with.`;
  if (differences.length > 0 || answer.sentence !== null) return null;
  // A request that fails early carries less: that is said, since it is all there is.
  const [missed] = lacking;
  if (missed)
    return `Nothing that bad requests carry sets them apart. What more of the good ones have: ${missed.key} ${valueWords(missed)}, ${formatShare(missed.goodRatio)} of good and ${formatShare(missed.badRatio)} of bad.`;
  return `Nothing sets them apart: ${formatCountOf(alikeCount, "attribute")} of ${formatCount(looked.bad)} bad and ${formatCount(looked.good)} good requests are alike.`;
}

/** "request of checkout", "call from gateway to checkout" */
export function requestWords(subject: SloSubject): string {
  switch (subject.kind) {
    case "service":
      return `request of ${subject.service}`;
    case "operation":
      return `${subject.spanName} of ${subject.service}`;
    case "edge":
      return `call from ${subject.client} to ${subject.server}`;
    case "caller":
      return `call from ${subject.client}`;
  }
}

/** The list of all bad ones; of an edge all failing calls of the client, which is as much as the list can ask. */
export function allBadHref({ subject, thresholdSeconds }: DifferencesOf, window: TimeWindow, isOpen: boolean): string {
  const search = new URLSearchParams();
  search.set("service", subject.kind === "edge" || subject.kind === "caller" ? subject.client : subject.service);
  if (subject.kind === "operation") search.set("name", subject.spanName);
  const kind = kindOf(subject);
  if (kind) search.set("kind", kind);
  if (thresholdSeconds === null) search.set("status", "error");
  else search.set("min", `${thresholdSeconds}s`);
  if (!isOpen) search.set("at", writeAt(window.endMs));
  search.set("window", writeWindow(window.endMs - window.startMs));
  return `/traces?${search}`;
}

function kindOf(subject: SloSubject): string | null {
  if (subject.kind === "service") return null;
  if (subject.kind !== "operation") return "client";
  const known = (SPAN_KIND_NAMES as readonly string[]).indexOf(subject.spanKind);
  return known < 0 ? null : subject.spanKind.slice("SPAN_KIND_".length).toLowerCase();
}

export const requestHref = ({ traceId, spanId }: { readonly traceId: string; readonly spanId: string }): string =>
  `/traces/${traceId}?span=${spanId}`;

/** How a row's requests lie to those of one further up, and what else they all have. */
export function relationWords({ relation, same }: Pick<DifferenceRow, "relation" | "same">): string[] {
  const parts = same.slice(0, 4).map((value) => `${value.key} ${valueWords(value)}`);
  const more = same.length > 4 ? ` and ${same.length - 4} more` : "";
  return [
    relation?.kind === "narrower" && `part of ${relation.of}`,
    relation?.kind === "wider" && `also all of ${relation.of}`,
    parts.length > 0 && `the same requests: ${parts.join(", ")}${more}`,
  ].filter((text) => typeof text === "string");
}
