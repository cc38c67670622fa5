/**
 * A rule while it is written: what stands in the form's fields, and what becomes of it. Pure.
 * Lengths of time and numbers stay text as they were typed until the rule is read out of them.
 */
import type { AlertCondition, AlertRuleBody, AlertSearch, NoDataChoice } from "../../../server/model/alert.ts";
import { parseDurationText, writeDuration } from "../durationText.ts";

export type DraftKind = "promql" | "logs" | "traces";
type SearchOperator = Extract<AlertCondition, { kind: "logs" | "traces" }>["operator"];
export const SEARCH_OPERATORS: readonly SearchOperator[] = [">", ">=", "<", "<="];

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

export interface RuleDraft {
  readonly name: string;
  readonly group: string;
  readonly kind: DraftKind;
  readonly query: string;
  readonly search: AlertSearch;
  readonly minDuration: string;
  readonly window: string;
  readonly operator: SearchOperator;
  readonly threshold: string;
  readonly hold: string;
  readonly keepFiring: string;
  readonly interval: string;
  readonly noData: NoDataChoice;
  readonly severity: string;
  readonly summary: string;
  readonly description: string;
  readonly runbook: string;
  readonly labels: readonly NamedText[];
  readonly annotations: readonly NamedText[];
  /** Kept as they are: the form has no field for them. */
  readonly queryOffsetMs: number;
  readonly limit: number;
}

const ANY: AlertSearch = {
  service: null,
  text: null,
  leastSeverity: null,
  failedOnly: false,
  minDurationMs: null,
  attributes: [],
};

export const EMPTY_RULE: RuleDraft = {
  name: "",
  group: "",
  kind: "promql",
  query: "",
  search: ANY,
  minDuration: "",
  window: "5m",
  operator: ">",
  threshold: "10",
  hold: "1m",
  keepFiring: "0s",
  interval: "15s",
  noData: "ok",
  severity: "ticket",
  summary: "",
  description: "",
  runbook: "",
  labels: [],
  annotations: [],
  queryOffsetMs: 0,
  limit: 0,
};

/** Annotations that have a field of their own. */
const FIELDS = ["summary", "description", "runbook"] as const;

export function draftOfRule(body: AlertRuleBody): RuleDraft {
  const { condition, labels, annotations } = body;
  const { severity = "", ...otherLabels } = labels;
  const others = Object.entries(annotations).filter(([name]) => !FIELDS.some((field) => field === name));
  const draft: RuleDraft = {
    ...EMPTY_RULE,
    name: body.name,
    group: body.group,
    hold: writeDuration(body.forMs),
    keepFiring: writeDuration(body.keepFiringForMs),
    interval: writeDuration(body.intervalMs),
    noData: body.noData,
    severity,
    summary: annotations.summary ?? "",
    description: annotations.description ?? "",
    runbook: annotations.runbook ?? "",
    labels: named(Object.entries(otherLabels)),
    annotations: named(others),
  };
  if (condition.kind === "promql") {
    const { query, queryOffsetMs, limit } = condition;
    return { ...draft, query, queryOffsetMs, limit };
  }
  if (condition.kind === "slo") return draft;
  const { kind, search, windowMs, operator, threshold } = condition;
  const minDuration = search.minDurationMs === null ? "" : writeDuration(search.minDurationMs);
  return {
    ...draft,
    kind,
    search,
    minDuration,
    window: writeDuration(windowMs),
    operator,
    threshold: String(threshold),
  };
}

const named = (entries: readonly (readonly [string, string])[]): NamedText[] =>
  entries.map(([name, text]) => ({ name, text }));

/** Which field stands in the way, and why. */
export interface DraftTrouble {
  readonly field:
    | "name"
    | "query"
    | "window"
    | "threshold"
    | "hold"
    | "keepFiring"
    | "interval"
    | "minDuration"
    | "labels"
    | "annotations";
  readonly words: string;
}

export type ReadDraft =
  | { readonly body: AlertRuleBody; readonly trouble: null }
  | { readonly body: null; readonly trouble: DraftTrouble };

const LENGTH_FIELDS = ["hold", "keepFiring", "interval"] as const;
const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** The first thing in the way, in the order of the form. `nameless`: for a preview a name is not needed yet. */
export function readDraft(draft: RuleDraft, nameless = false): ReadDraft {
  const trouble = troubleOf(draft, nameless);
  if (trouble) return { body: null, trouble };
  const ms = (text: string) => parseDurationText(text) ?? 0;
  const { name, group, noData, severity, summary, description, runbook } = draft;
  const own = [
    ["summary", summary],
    ["description", description],
    ["runbook", runbook],
  ].filter(([, text]) => text?.trim());
  return {
    trouble: null,
    body: {
      name: name.trim() || "unnamed",
      group: group.trim(),
      intervalMs: ms(draft.interval),
      condition: conditionOf(draft),
      forMs: ms(draft.hold),
      keepFiringForMs: ms(draft.keepFiring),
      noData,
      labels: { ...record(draft.labels), ...(severity !== "" && { severity }) },
      annotations: { ...Object.fromEntries(own), ...record(draft.annotations) },
    },
  };
}

const record = (pairs: readonly NamedText[]) =>
  Object.fromEntries(pairs.filter(({ name }) => name.trim() !== "").map(({ name, text }) => [name.trim(), text]));

function conditionOf(draft: RuleDraft): AlertCondition {
  const { kind, query, queryOffsetMs, limit, search, minDuration, window, operator, threshold } = draft;
  if (kind === "promql") return { kind, query: query.trim(), queryOffsetMs, limit };
  const minDurationMs = minDuration.trim() === "" ? null : parseDurationText(minDuration);
  const said: AlertSearch =
    kind === "logs"
      ? { ...search, failedOnly: false, minDurationMs: null }
      : { ...search, leastSeverity: null, minDurationMs };
  return { kind, search: said, windowMs: parseDurationText(window) ?? 0, operator, threshold: Number(threshold) };
}

function troubleOf(draft: RuleDraft, nameless: boolean): DraftTrouble | null {
  if (draft.kind === "promql" && draft.query.trim() === "") return { field: "query", words: "It watches nothing yet." };
  if (draft.kind !== "promql") {
    const trouble = searchTrouble(draft);
    if (trouble) return trouble;
  }
  for (const field of LENGTH_FIELDS)
    if (parseDurationText(draft[field]) === null)
      return { field, words: `"${draft[field]}" is no length of time, as 5m or 1h30m.` };
  if ((parseDurationText(draft.interval) ?? 0) < 5_000)
    return { field: "interval", words: "A rule is evaluated every 5 s at the most." };
  if (!nameless && draft.name.trim() === "")
    return { field: "name", words: "It needs a name: what is wrong when it fires." };
  const bad = draft.labels.find(({ name }) => name.trim() !== "" && !NAME.test(name.trim()));
  if (bad)
    return { field: "labels", words: `"${bad.name}" is no label: letters, digits and underscores, no digit first.` };
  const worse = draft.annotations.find(({ name }) => name.trim() !== "" && !NAME.test(name.trim()));
  return worse ? { field: "annotations", words: `"${worse.name}" is no name of an annotation.` } : null;
}

function searchTrouble({ window, threshold, minDuration, kind }: RuleDraft): DraftTrouble | null {
  const windowMs = parseDurationText(window);
  if (windowMs === null || windowMs < 10_000)
    return { field: "window", words: "It counts over at least 10 s, as in 5m." };
  if (threshold.trim() === "" || !(Number(threshold) >= 0))
    return { field: "threshold", words: "A count is a number from 0." };
  if (kind === "traces" && minDuration.trim() !== "" && parseDurationText(minDuration) === null)
    return { field: "minDuration", words: `"${minDuration}" is no length of time, as 500ms or 2s.` };
  return null;
}
