/**
 * The reason of a judgement with the numbers of the instant it is shown at. A transition keeps the numbers that it was made by; half a
 * minute later they are others, and beside those of the frame a sentence with the old ones would be wrong.
 *
 *   still wrong      "fails 71.4 % of requests, usually none"
 *   not wrong now    "failed 22.5 % of requests, usually none (0.2 % now, but not settled yet)"
 *
 * Findings stay joined as they are; one whose number is not known now stays as it was. Units: seconds, ratios 0..1.
 */

import { DEGRADED_RATIO } from "../analysis/healthStrip.ts";
import { sayRatio, saySeconds, sayShare } from "../analysis/history/sayNumbers.ts";
import type { Judgement } from "../model/state.ts";

export interface NumbersNow {
  readonly errorRatio: number | null;
  readonly p95Seconds: number | null;
  readonly saturation: number | null;
}

/** What joins findings (server/analysis/history/judgeCalls.ts). */
const JOINT = "; ";
const FAILS = /^fails (.+? %) of requests(.*)$/;
const SLOW = /^p95 is ([^,]+)(.*)$/;
const FULL = /^(.+) is (\d+ %) full(.*)$/;

export function reasonNow(reason: string, judgement: Judgement | null, now: NumbersNow): string {
  const findings = reason.split(JOINT);
  // The frame has the fullest of all alone, so it says nothing of which is how full where several are.
  const isOneFull = findings.filter((finding) => FULL.test(finding)).length === 1;
  return findings
    .map((finding) => findingNow(finding, judgement, isOneFull ? now : { ...now, saturation: null }))
    .join(JOINT);
}

function findingNow(finding: string, judgement: Judgement | null, now: NumbersNow): string {
  const [, failed, usualFailures = ""] = FAILS.exec(finding) ?? [];
  if (failed !== undefined && now.errorRatio !== null) {
    const said = sayRatio(now.errorRatio);
    if (isWrong("errorRatio", now.errorRatio, judgement)) return `fails ${said} of requests${usualFailures}`;
    return unsettled(`failed ${failed} of requests${usualFailures}`, said);
  }
  const [, slow, usualTime = ""] = SLOW.exec(finding) ?? [];
  if (slow !== undefined && now.p95Seconds !== null) {
    const said = saySeconds(now.p95Seconds);
    if (isWrong("p95Seconds", now.p95Seconds, judgement)) return `p95 is ${said}${usualTime}`;
    return unsettled(`p95 was ${slow}${usualTime}`, said);
  }
  const [, name, full, usualShare = ""] = FULL.exec(finding) ?? [];
  if (name !== undefined && now.saturation !== null) {
    const said = sayShare(now.saturation);
    if (isWrong("saturation", now.saturation, judgement)) return `${name} is ${said} full${usualShare}`;
    return unsettled(`${name} was ${full} full${usualShare}`, said);
  }
  return finding;
}

const unsettled = (was: string, now: string) => `${was} (${now} now, but not settled yet)`;

/** Beyond what is usual, by the judgement where it is of that signal; of failures also by their share alone. */
function isWrong(signal: keyof NumbersNow, value: number, judgement: Judgement | null): boolean {
  if (signal === "errorRatio" && value < DEGRADED_RATIO) return false;
  return judgement?.signal !== signal || value > judgement.usualHigh * TIMES_USUAL[signal];
}
/** How far beyond the usual each is judged to be wrong. */
const TIMES_USUAL = { errorRatio: 1.5, p95Seconds: 2, saturation: 1 } as const;
