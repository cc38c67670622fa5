"use client";
/** What is counted as good: requests that succeed, that are fast enough, a ratio of two queries, or minutes with a value in bounds. */
import { SLO_OPERATORS, type SloOperator } from "../../../server/model/slo.ts";
import type { SloDraft } from "../sloDraft.ts";
import { useDraftForm } from "./draftForm.tsx";
import { Check, Choice, Field, FormSection } from "./fields.tsx";
import { PromqlField } from "./PromqlField.tsx";
import { SubjectFields } from "./SubjectFields.tsx";

const KINDS = [
  ["availability", "It succeeds"],
  ["latency", "It is fast enough"],
  ["ratio", "A ratio of queries"],
  ["threshold", "A value stays in bounds"],
] as const satisfies readonly (readonly [SloDraft["indicator"], string])[];

const MEANS: Readonly<Record<SloDraft["indicator"], string>> = {
  availability: "A request is bad when its span ends in an error.",
  latency:
    "A request is good when it takes at most so long. Any length will do: between bounds of buckets it is interpolated, and said to be.",
  ratio: "Two PromQL expressions that count events over [$window], from anything that is stored.",
  threshold:
    "Minutes are counted instead of requests: one is good when the expression compares so; without a value it is no event.",
};

export function IndicatorFields() {
  const { draft, set } = useDraftForm();
  const { indicator } = draft;
  return (
    <FormSection title="What is good">
      <Choice label="It is good when" value={indicator} options={KINDS} choose={(kind) => set({ indicator: kind })} />
      <p className="text-12 text-ink-3">{MEANS[indicator]}</p>
      {(indicator === "availability" || indicator === "latency") && <SubjectFields />}
      {indicator === "latency" && (
        <>
          <Field field="threshold" label="At most" width="w-28" placeholder="300 ms" />
          <Check checked={draft.countsErrors} toggle={(countsErrors) => set({ countsErrors })}>
            A request that fails is bad, however fast
          </Check>
        </>
      )}
      {indicator === "ratio" && <RatioFields />}
      {indicator === "threshold" && <ThresholdFields />}
    </FormSection>
  );
}

const RATIO_FORMS = [
  ["bad", "Bad of all"],
  ["good", "Good of all"],
  ["ratio", "An error ratio"],
] as const;

function RatioFields() {
  const { draft, set } = useDraftForm();
  const { ratioForm } = draft;
  const part = { bad: "Bad events", good: "Good events", ratio: "Error ratio, 0 to 1" }[ratioForm];
  return (
    <>
      <Choice
        label="What you have"
        value={ratioForm}
        options={RATIO_FORMS}
        choose={(form) => set({ ratioForm: form })}
      />
      <PromqlField
        field="part"
        label={part}
        hint={
          ratioForm === "ratio"
            ? "Every minute then counts the same."
            : 'Such as sum(increase(x_total{code=~"5.."}[$window]))'
        }
      />
      {ratioForm !== "ratio" && (
        <PromqlField field="total" label="All events" hint="Such as sum(increase(x_total[$window]))" />
      )}
    </>
  );
}

function ThresholdFields() {
  const { draft, set } = useDraftForm();
  return (
    <>
      <PromqlField field="query" label="Value" hint="Such as max(queue_lag_seconds)" />
      <div className="flex items-start gap-3">
        <Choice
          label="is good when it is"
          value={draft.operator}
          options={SLO_OPERATORS.map((operator) => [operator, operator] as const)}
          choose={(operator: SloOperator) => set({ operator })}
        />
        <Field field="value" label="than" width="w-28" />
      </div>
    </>
  );
}
