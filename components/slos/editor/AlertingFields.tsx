"use client";
/** Who is told, and when: burn-rate pairs, hours left, budget spent, silence of the indicator; and which of them could never tell. */
import { budgetPart, conditionsOf, neverFires } from "../../../server/analysis/slo/burnPairs.ts";
import { Status } from "../../charts/Status.tsx";
import { formatSpanOfTime } from "../../format/formatDuration.ts";
import { formatBudget, formatBurn } from "../sloWords.ts";
import { useDraftForm } from "./draftForm.tsx";
import { Check, FormSection, Inline } from "./fields.tsx";

export function AlertingFields() {
  const { draft, set } = useDraftForm();
  return (
    <FormSection title="When somebody is told">
      <Check checked={draft.burnRates} toggle={(burnRates) => set({ burnRates })}>
        When the budget burns too fast, in pairs of windows that fit the SLO’s
      </Check>
      {draft.burnRates && <Pairs />}
      <Check
        checked={draft.tellsExhaustion}
        toggle={(tellsExhaustion) => set({ tellsExhaustion })}
        more={<Inline field="exhaustionHours" label="Less than" unit="hours are left" />}
      >
        When the budget is nearly gone at the present rate
      </Check>
      <Check
        checked={draft.tellsSpent}
        toggle={(tellsSpent) => set({ tellsSpent })}
        more={
          <>
            <Inline field="spentRatio" label="At least" unit="% of the budget" />
            <Inline field="spentHours" label="within" unit="hours" />
          </>
        }
      >
        When a part of the budget is spent at once
      </Check>
      <Check
        checked={draft.tellsAbsent}
        toggle={(tellsAbsent) => set({ tellsAbsent })}
        more={<Inline field="absentMinutes" label="No data for" unit="minutes" />}
      >
        When there is nothing to count
      </Check>
      <Impossible />
      <div className="flex flex-wrap gap-3">
        <Inline field="minimumBadEvents" label="Nothing below" unit="failures" />
        <Inline field="minimumEvents" label="or below" unit="events in a window" />
      </div>
      <p className="text-12 text-ink-3">
        A guard against low traffic: one failure of ten requests at night is no reason to wake anybody.
      </p>
    </FormSection>
  );
}

/** The pairs as they follow from the window, one line each. */
function Pairs() {
  const { promise: body } = useDraftForm();
  if (!body) return null;
  const pairs = conditionsOf(body).filter((condition) => condition.kind === "burn");
  return (
    <ul className="ml-[21px] grid max-w-[430px] grid-cols-[70px_minmax(0,1fr)_auto] gap-x-3 text-12 text-ink-2">
      {pairs.map((pair) => (
        <li key={pair.longMs} className="col-span-3 grid h-[22px] grid-cols-subgrid items-center">
          <span className="flex items-center gap-1.5">
            <Status kind={pair.severity === "page" ? "fail" : "warn"} size={9} label="" />
            {pair.severity}
          </span>
          <span className="num">
            {formatSpanOfTime(pair.longMs)} and {formatSpanOfTime(pair.shortMs)}
          </span>
          <span className="num text-right text-ink-3">
            from {formatBurn(pair.factor)}: {formatBudget(budgetPart(body, pair))} of the budget
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Conditions that cannot come to hold for this objective, each with why. */
function Impossible() {
  const { promise: body } = useDraftForm();
  if (!body) return null;
  const never = conditionsOf(body).flatMap((condition) => neverFires(body, condition) ?? []);
  if (never.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1 rounded-6 bg-warn-tint px-3 py-2 text-12" aria-label="Rules that cannot tell">
      {never.map((sentence) => (
        <li key={sentence} className="flex items-baseline gap-2">
          <Status kind="warn" size={9} label="" />
          <span>{sentence}</span>
        </li>
      ))}
    </ul>
  );
}
