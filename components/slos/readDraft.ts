/**
 * A draft -> an SLO's body, or sentences at the fields that stand in the way. The server checks again (it alone knows whether a name is
 * taken and an expression answers).
 */
import type { Indicator, Sla, SloAlerting, SloBody, SloSubject, SloWindow } from "../../server/model/slo.ts";
import type { SloDraft } from "./sloDraft.ts";

export type DraftField = keyof SloDraft;
export type DraftProblems = Readonly<Partial<Record<DraftField, string>>>;

export interface ReadDraft {
  /** Null while anything stands in the way. */
  readonly body: SloBody | null;
  readonly problems: DraftProblems;
}

type Say = (field: DraftField, sentence: string) => void;

export function readDraft(draft: SloDraft): ReadDraft {
  const problems: Partial<Record<DraftField, string>> = {};
  const say: Say = (field, sentence) => {
    problems[field] ??= sentence;
  };
  if (draft.title.trim() === "") say("title", "Give it the name that people use, such as Checkout succeeds.");
  if (!/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/i.test(draft.name))
    say("name", "Letters, digits, dots and dashes, at most 63, beginning and ending with a letter or digit.");
  if (draft.service.trim() === "") say("service", "Say which service it is listed under.");
  const body: SloBody = {
    name: draft.name,
    title: draft.title.trim(),
    description: draft.description.trim(),
    service: draft.service.trim(),
    owner: draft.owner.trim(),
    labels: readLabels(draft.labels, say),
    indicator: readIndicator(draft, say),
    objective: readObjective(draft.objective, say),
    window: readWindow(draft, say),
    slices: readSlices(draft, say),
    alerting: readAlerting(draft, say),
    sla: readSla(draft, say),
  };
  return { body: Object.keys(problems).length === 0 ? body : null, problems };
}

function readLabels(text: string, say: Say): Record<string, string> {
  const pairs = text
    .split(/[,\n]/)
    .map((pair) => pair.trim())
    .filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, key = "", value = ""] = /^([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*(.*)$/.exec(pair) ?? [];
      if (!key)
        say("labels", `“${pair}” is no label. Write team=shop, tier=1: a name of letters, digits and _, then =.`);
      return [key, value];
    }),
  );
}

function readIndicator(draft: SloDraft, say: Say): Indicator {
  switch (draft.indicator) {
    case "availability":
      return { kind: "availability", subject: readSubject(draft, say) };
    case "latency":
      return {
        kind: "latency",
        subject: readSubject(draft, say),
        thresholdSeconds: readThreshold(draft.threshold, say),
        countsErrors: draft.countsErrors,
      };
    case "threshold": {
      if (draft.query.trim() === "") say("query", "Write an expression of PromQL that has one value at each minute.");
      const value = readAmount(draft.value);
      if (value === null) say("value", "Write the number that each minute's value is compared with.");
      return { kind: "threshold", query: draft.query.trim(), operator: draft.operator, value: value ?? 0 };
    }
    case "ratio":
      return readRatio(draft, say);
  }
}

function readRatio({ ratioForm, part, total }: SloDraft, say: Say): Indicator {
  const isRatio = ratioForm === "ratio";
  if (part.trim() === "")
    say("part", isRatio ? "Write an error ratio from 0 to 1." : `Write how many were ${ratioForm}.`);
  else if (!part.includes("$window") && !isRatio)
    say("part", "It must count over [$window], as in sum(increase(x_total[$window])).");
  if (!isRatio && total.trim() === "") say("total", "Write how many there were in all.");
  else if (!isRatio && !total.includes("$window"))
    say("total", "It must count over [$window], as in sum(increase(x_total[$window])).");
  return {
    kind: "ratio",
    good: ratioForm === "good" ? part.trim() : null,
    bad: ratioForm === "good" ? null : part.trim(),
    total: isRatio ? null : total.trim(),
    isRatio,
  };
}

function readSubject({ subject, subjectService, operation, spanKind, client, server }: SloDraft, say: Say): SloSubject {
  const needs = (field: DraftField, value: string, sentence: string) => value.trim() === "" && say(field, sentence);
  switch (subject) {
    case "service":
      needs("subjectService", subjectService, "Choose the service that answers the requests.");
      return { kind: "service", service: subjectService.trim() };
    case "operation":
      needs("subjectService", subjectService, "Choose the service that answers the requests.");
      needs("operation", operation, "Choose one of its operations.");
      return { kind: "operation", service: subjectService.trim(), spanName: operation, spanKind };
    case "edge":
      needs("client", client, "Choose the service that calls.");
      needs("server", server, "Choose whom it calls.");
      return { kind: "edge", client: client.trim(), server: server.trim() };
    case "caller":
      needs("client", client, "Choose the service that calls.");
      return { kind: "caller", client: client.trim() };
  }
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { µs: 1e-6, us: 1e-6, ms: 1e-3, s: 1, min: 60, m: 60 };
/** Of which there are thousands: "1,500 ms" and "1,5 s" are as long. */
const SMALL_UNITS: ReadonlySet<string> = new Set(["µs", "us", "ms"]);

function readThreshold(text: string, say: Say): number {
  const [, number = "", unit = ""] = /^([\d.,]+)\s*([a-zµ]*)$/i.exec(text.trim()) ?? [];
  const value = SMALL_UNITS.has(unit) ? readAmount(number) : readNumber(number);
  const size = UNIT_SECONDS[unit];
  if (value !== null && value > 0 && size !== undefined) return Number((value * size).toPrecision(12));
  say("threshold", "Write a length of time with its unit: 300 ms, 1.5 s.");
  return 0;
}

function readObjective(text: string, say: Say): number {
  const percent = readNumber(text);
  if (percent === null) say("objective", "Write the share that must be good, in percent: 99.9.");
  else if (percent === 100)
    say(
      "objective",
      "At 100 % there is no budget: one failure breaks the promise for the whole window. Choose 99.99 % or less.",
    );
  else if (percent > 100 || percent <= 0) say("objective", "An objective lies between 0 % and 100 %.");
  return ratio(percent ?? 0);
}

function readWindow({ windowKind, days, unit, timeZone }: SloDraft, say: Say): SloWindow {
  if (windowKind === "rolling") {
    const count = readNumber(days);
    if (count === null || !Number.isInteger(count) || count < 1 || count > 400)
      say("days", "Write whole days, from 1 to 400.");
    return { kind: "rolling", days: count ?? 1 };
  }
  if (!isZone(timeZone)) say("timeZone", "Choose a time zone as it is named everywhere: Europe/Berlin, UTC.");
  return { kind: "calendar", unit, timeZone };
}

function isZone(name: string): boolean {
  try {
    return name !== "" && Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

function readSlices({ isSliced, sliceMinutes, sliceTarget }: SloDraft, say: Say): SloBody["slices"] {
  if (!isSliced) return null;
  const minutes = readAmount(sliceMinutes);
  if (minutes === null || !Number.isInteger(minutes) || minutes < 1 || minutes > 1440)
    say("sliceMinutes", "Write whole minutes, from 1 to 1,440.");
  const target = readNumber(sliceTarget);
  if (target === null || target <= 0 || target > 100)
    say("sliceTarget", "Write the share of a slice in percent, at most 100.");
  return { minutes: minutes ?? 1, targetRatio: ratio(target ?? 0) };
}

function readAlerting(draft: SloDraft, say: Say): SloAlerting {
  const positive = (field: DraftField & keyof SloDraft, most: number, sentence: string) => {
    const value = readAmount(String(draft[field]));
    if (value === null || value <= 0 || value > most) say(field, sentence);
    return value ?? 1;
  };
  const least = (field: "minimumBadEvents" | "minimumEvents") => {
    const value = readAmount(draft[field]);
    if (value === null || value < 0) say(field, "Write a number of events; 0 for no such guard.");
    return value ?? 0;
  };
  return {
    burnRates: draft.burnRates,
    exhaustionHours: draft.tellsExhaustion ? positive("exhaustionHours", 8760, "Write hours, such as 24.") : null,
    spent: draft.tellsSpent
      ? {
          ratio: ratio(positive("spentRatio", 100, "Write a part of the budget in percent, at most 100.")),
          hours: positive("spentHours", 8760, "Write hours, such as 1."),
        }
      : null,
    minimumBadEvents: least("minimumBadEvents"),
    minimumEvents: least("minimumEvents"),
    absentMinutes: draft.tellsAbsent ? positive("absentMinutes", 10_080, "Write minutes, such as 15.") : null,
  };
}

function readSla({ hasSla, customer, monthlyFee, currency, tiers }: SloDraft, say: Say): Sla | null {
  if (!hasSla) return null;
  const fee = monthlyFee.trim() === "" ? null : readAmount(monthlyFee);
  if (customer.trim() === "") say("customer", "Say to whom it is promised.");
  if (monthlyFee.trim() !== "" && (fee === null || fee < 0))
    say("monthlyFee", "Write the fee of a month as a number, or leave it out.");
  if (!/^[A-Z]{3}$/.test(currency)) say("currency", "Three letters, such as EUR.");
  if (tiers.length === 0) say("tiers", "Without a tier nothing is ever owed. Add one.");
  const read = tiers.map(({ below, penalty }) => {
    const [belowPercent, penaltyPercent] = [readNumber(below), readNumber(penalty)];
    if (
      belowPercent === null ||
      belowPercent <= 0 ||
      belowPercent > 100 ||
      penaltyPercent === null ||
      penaltyPercent <= 0 ||
      penaltyPercent > 100
    )
      say("tiers", "Each tier needs two shares in percent: below which part good, how much of the fee is owed.");
    return { belowRatio: ratio(belowPercent ?? 0), penaltyRatio: ratio(penaltyPercent ?? 0) };
  });
  return {
    customer: customer.trim(),
    monthlyFee: fee,
    currency,
    tiers: read.sort((a, b) => b.belowRatio - a.belowRatio),
  };
}

const ratio = (percent: number) => Number((percent / 100).toPrecision(12));

/** Null for what is no number. A comma is the point of who writes it so. */
export function readNumber(text: string): number | null {
  const plain = text.trim().replace(/%$/, "").trim().replace(",", ".");
  if (!/^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** Of what there may be thousands of (money, events, minutes): groups of three digits are those, as the console writes them. */
export function readAmount(text: string): number | null {
  const plain = text.trim().replace(/[\s\u00a0\u202f](?=\d{3})/g, ",");
  return readNumber(/^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(plain) ? plain.replaceAll(",", "") : text);
}
