/** The columns of the table of rules: how each stands, its name and sentence, what it watches, when it was evaluated, on or off. */
import { Status, type StatusKind } from "../../charts/Status.tsx";
import { formatSpanOfTime } from "../../format/formatDuration.ts";
import { formatAgo } from "../../format/formatInstant.ts";
import { shownText } from "../../format/shownText.ts";
import { ClockLink } from "../../shell/ClockLink.tsx";
import type { Column } from "../../shell/DataTable.tsx";
import { gravityOf, severityWord } from "../alertWords.ts";
import { SeverityMark } from "../SeverityMark.tsx";
import { Switch } from "../Switch.tsx";
import { type RuleRow, type RuleState, STATE_WORDS, stateOf } from "./ruleRows.ts";
import { ruleHref, SOURCE_NAMES } from "./ruleWords.ts";
import { canSwitch } from "./useRuleSwitch.ts";

interface RuleColumnsWish {
  readonly nowMs: number;
  /** Null while nothing can be changed. */
  readonly flip: ((rule: RuleRow) => void) | null;
}

const STATE_KINDS: Readonly<Record<Exclude<RuleState, "firing" | "pending">, StatusKind>> = {
  failing: "unknown",
  calm: "ok",
  new: "unknown",
  off: "unknown",
};

function StateMark({ rule }: { rule: RuleRow }) {
  const state = stateOf(rule);
  if (state === "firing" || state === "pending")
    return <SeverityMark gravity={gravityOf(rule)} standing={state} label={STATE_WORDS[state]} />;
  return <Status kind={STATE_KINDS[state]} label={STATE_WORDS[state]} />;
}

export function ruleColumns({ nowMs, flip }: RuleColumnsWish): readonly Column<RuleRow>[] {
  return [
    {
      id: "name",
      head: "Rule",
      value: ({ body }) => body.name,
      cell: (rule) => (
        <span className={`flex items-center gap-2 font-medium ${rule.isEnabled ? "" : "text-ink-3"}`}>
          <StateMark rule={rule} />
          <ClockLink href={ruleHref(rule)} className="min-w-0 truncate underline-offset-2 hover:underline">
            {shownText(rule.body.name)}
          </ClockLink>
          {rule.body.labels.slo && (
            <span className="min-w-0 truncate font-normal text-12 text-ink-3">{shownText(rule.body.labels.slo)}</span>
          )}
          {rule.firing + rule.pending > 0 && (
            <span className="num flex-none font-normal text-11 text-ink-3">
              {[rule.firing > 0 && `${rule.firing} firing`, rule.pending > 0 && `${rule.pending} pending`]
                .filter(Boolean)
                .join(", ")}
            </span>
          )}
        </span>
      ),
    },
    {
      id: "watches",
      head: "Watches",
      wide: true,
      width: "38%",
      value: ({ watches }) => watches,
      cell: (rule) =>
        rule.health === "err" && rule.isEnabled ? (
          <span className="text-warn" title={`${rule.lastError}\n${rule.watches}`}>
            {rule.lastError}
          </span>
        ) : (
          <span className={`text-ink-2 ${rule.body.condition.kind === "promql" ? "mono" : ""}`} title={rule.watches}>
            {shownText(inOneLine(rule.watches))}
          </span>
        ),
    },
    {
      id: "severity",
      head: "Severity",
      wide: true,
      width: "86px",
      value: (rule) => severityWord(rule),
      cell: (rule) => <span className="text-ink-2">{shownText(severityWord(rule))}</span>,
    },
    {
      id: "for",
      head: "For",
      number: true,
      wide: true,
      width: "70px",
      csv: "for_ms",
      value: ({ body }) => body.forMs,
      cell: ({ body }) => (
        <span className="text-ink-2">{body.forMs === 0 ? "at once" : formatSpanOfTime(body.forMs)}</span>
      ),
    },
    {
      id: "source",
      head: "From",
      wide: true,
      width: "110px",
      value: ({ source, file }) => file ?? source,
      cell: ({ source, file }) => (
        <span className="text-ink-3" title={file ?? undefined}>
          {file ?? SOURCE_NAMES[source]}
        </span>
      ),
    },
    {
      id: "evaluated",
      head: "Evaluated",
      number: true,
      wide: true,
      width: "122px",
      csv: "last_evaluation_ms",
      value: ({ lastEvaluationMs }) => lastEvaluationMs,
      cell: ({ lastEvaluationMs, evaluationMs, isEnabled }) => (
        <span className="text-ink-3" title={`took ${evaluationMs.toFixed(1)} ms`}>
          {lastEvaluationMs === null || !isEnabled
            ? "–"
            : formatAgo(lastEvaluationMs, Math.max(nowMs, lastEvaluationMs))}
        </span>
      ),
    },
    {
      id: "on",
      head: "On",
      width: "92px",
      value: ({ isEnabled }) => (isEnabled ? "on" : "off"),
      cell: (rule) =>
        canSwitch(rule) ? (
          <Switch on={rule.isEnabled} label={`${rule.body.name} watches`} flip={flip && (() => flip(rule))} />
        ) : (
          <span className="text-11 text-ink-3">{rule.source === "file" ? "by its file" : "by its SLO"}</span>
        ),
    },
  ];
}

/** A query of several lines as one: its line breaks are for whoever writes it. */
const inOneLine = (query: string) =>
  query
    .replace(/\s+/g, " ")
    .replace(/([([{]) /g, "$1")
    .replace(/ ([)\]}])/g, "$1");
