"use client";
/** Every rule: what it watches, how it stands, whether it could be evaluated; found by words, by source, by state. */
import { Plus } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryState, useQueryStates } from "nuqs";
import { useMemo } from "react";
import type { StatusKind } from "../../charts/Status.tsx";
import { formatCount, formatCountOf } from "../../format/formatNumbers.ts";
import { AsyncPanel } from "../../shell/AsyncPanel.tsx";
import { ClockLink } from "../../shell/ClockLink.tsx";
import { DataTable } from "../../shell/DataTable.tsx";
import { SearchField } from "../../shell/SearchField.tsx";
import { TableSkeleton } from "../../shell/TableSkeleton.tsx";
import { Verdict, VerdictSkeleton } from "../../shell/Verdict.tsx";
import { useClock } from "../../state/clock.tsx";
import { usePageCrumbs } from "../../state/pageCrumbs.ts";
import type { Answers } from "../../trpc/client.tsx";
import { ActionTrouble } from "../ActionTrouble.tsx";
import { AlertTabs } from "../AlertTabs.tsx";
import { useRuleList } from "../useAlerts.ts";
import { ruleColumns } from "./ruleColumns.tsx";
import { isRuleShown, RULE_STATES, type RuleRow, ruleRows, SOURCES, STATE_WORDS, stateOf } from "./ruleRows.ts";
import { ruleHref, SOURCE_NAMES } from "./ruleWords.ts";
import { useRuleSwitch } from "./useRuleSwitch.ts";

type RulesAnswer = Answers["alertRules"]["list"];
const CRUMBS = [{ text: "Rules" }];

export function RulesScreen() {
  usePageCrumbs(CRUMBS);
  return (
    <AsyncPanel
      query={useRuleList()}
      what="the rules"
      skeleton={
        <>
          <VerdictSkeleton />
          <div className="h-8 border-line border-b" />
          <TableSkeleton />
        </>
      }
    >
      {(answer) => <Rules answer={answer} />}
    </AsyncPanel>
  );
}

function Rules({ answer }: { answer: RulesAnswer }) {
  const rows = useMemo(() => ruleRows(answer.rules), [answer.rules]);
  const { nowMs, live } = useClock();
  const { flip, error } = useRuleSwitch();
  const [q, setQ] = useQueryState("q", parseAsString.withDefault("").withOptions({ throttleMs: 200 }));
  const [chosen, choose] = useQueryStates({
    source: parseAsStringLiteral(SOURCES),
    state: parseAsStringLiteral(RULE_STATES),
  });
  const shown = rows.filter((row) => isRuleShown(row, { q, ...chosen }));
  const columns = useMemo(() => ruleColumns({ nowMs, flip: live ? flip : null }), [nowMs, live, flip]);
  return (
    <div className="flex min-h-full flex-col">
      <RulesVerdict answer={answer} />
      <AlertTabs />
      <ActionTrouble error={error} what="It was not switched" />
      <Problems problems={answer.problems} note={answer.note} />
      <search className="flex flex-wrap items-center gap-2 border-line border-b px-(--pad) py-2">
        <SearchField
          name="Find a rule"
          value={q}
          change={(text) => void setQ(text)}
          placeholder="Name, group, query"
          field="w-56 phone:w-full"
        />
        <Chips
          legend="Where rules come from"
          options={SOURCES.map((source) => [source, SOURCE_NAMES[source], rows.filter((row) => row.source === source)])}
          chosen={chosen.source}
          choose={(source) => void choose({ source })}
        />
        <Chips
          legend="How rules stand"
          options={RULE_STATES.map((state) => [
            state,
            STATE_WORDS[state],
            rows.filter((row) => stateOf(row) === state),
          ])}
          chosen={chosen.state}
          choose={(state) => void choose({ state })}
        />
        <span className="sec-sub num ml-auto phone:hidden">
          {shown.length === rows.length ? "" : `${formatCount(shown.length)} of `}
          {formatCountOf(rows.length, "rule")}
        </span>
      </search>
      <DataTable
        label="Alert rules"
        noun="rule"
        columns={columns}
        rows={shown}
        rowKey={({ key }) => key}
        href={ruleHref}
      />
      {shown.length === 0 && <p className="px-(--pad) py-5 text-ink-3">No rule of this name or kind.</p>}
    </div>
  );
}

function RulesVerdict({ answer: { rules, note } }: { answer: RulesAnswer }) {
  const on = rules.filter(({ isEnabled }) => isEnabled);
  const failing = on.filter(({ health }) => health === "err");
  const firing = on.filter((rule) => rule.firing > 0).length;
  const off = rules.length - on.length;
  // What nobody looked at is not well: a past that is being written is judged first.
  const isNew = note === null && on.length > 0 && on.every(({ health }) => health === "unknown");
  const kind: StatusKind = on.length === 0 || isNew ? "unknown" : failing.length > 0 ? "warn" : "ok";
  const sentence =
    failing.length > 0
      ? `${formatCountOf(failing.length, "rule")} of ${formatCount(on.length)} could not be evaluated`
      : on.length === 0
        ? "No rule watches"
        : `${formatCountOf(on.length, "rule")} ${on.length === 1 ? "watches" : "watch"}`;
  const why = [
    failing[0] && `${failing[0].body.name}: ${failing[0].lastError ?? "no reason was given"}`,
    isNew && "None was evaluated yet",
    !isNew && firing === 0 && "None of them fires",
    firing > 0 && `${formatCount(firing)} of them ${firing === 1 ? "fires" : "fire"}`,
    off > 0 && `${formatCount(off)} switched off`,
  ]
    .filter(Boolean)
    .join(" · ");
  return (
    <Verdict
      kind={kind}
      sentence={sentence}
      why={why}
      actions={
        <ClockLink href="/alerts/rules/new" className="btn btn-primary">
          <Plus size={14} strokeWidth={1.75} aria-hidden="true" />
          New rule
        </ClockLink>
      }
    />
  );
}

/** Files and definitions that were not taken, by name and line: nothing is swallowed. */
function Problems({ problems, note }: Pick<RulesAnswer, "problems" | "note">) {
  return (
    <>
      {note && <p className="border-line border-b px-(--pad) py-1.5 text-12 text-ink-3">{note}</p>}
      {problems.length > 0 && (
        <ul className="border-line border-b bg-warn-tint px-(--pad) py-1.5 text-12">
          {problems.map(({ file, line, message }) => (
            <li key={`${file} ${line} ${message}`}>
              <span className="mono">
                {file}:{line}
              </span>{" "}
              was not taken: {message}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

interface ChipsProps<Id extends string> {
  readonly legend: string;
  readonly options: readonly (readonly [id: Id, words: string, rows: readonly RuleRow[]])[];
  readonly chosen: Id | null;
  readonly choose: (id: Id | null) => void;
}

function Chips<Id extends string>({ legend, options, chosen, choose }: ChipsProps<Id>) {
  return (
    <fieldset className="flex flex-wrap items-center gap-1">
      <legend className="sr-only">{legend}</legend>
      {options
        .filter(([id, , rows]) => rows.length > 0 || id === chosen)
        .map(([id, words, rows]) => (
          <button
            key={id}
            type="button"
            className="chip"
            aria-pressed={id === chosen}
            onClick={() => choose(id === chosen ? null : id)}
          >
            {words} <span className="num text-ink-3">{formatCount(rows.length)}</span>
          </button>
        ))}
    </fieldset>
  );
}
