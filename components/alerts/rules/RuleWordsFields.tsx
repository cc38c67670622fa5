"use client";
/** What a rule says when it fires: its name, how grave, the sentence people read, what to do; and labels by which it is routed. */
import { gravityOf } from "../alertWords.ts";
import { SeverityMark } from "../SeverityMark.tsx";
import { Field, FormPart } from "./Field.tsx";
import { PairsFields } from "./PairsFields.tsx";
import type { RuleFieldsProps } from "./RuleConditionFields.tsx";

const SEVERITIES = [
  ["page", "wakes somebody"],
  ["ticket", "waits until morning"],
  ["info", "for whoever looks"],
] as const;

export function RuleWordsFields({ draft, edit, trouble }: RuleFieldsProps) {
  const own = !SEVERITIES.some(([severity]) => severity === draft.severity);
  return (
    <FormPart title="What it says">
      <div className="grid gap-3 wide:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Field label="Name" trouble={trouble?.field === "name" ? trouble.words : null}>
          <input
            className="field text-13"
            maxLength={200}
            autoComplete="off"
            placeholder="CheckoutErrors"
            value={draft.name}
            onChange={(event) => edit({ name: event.target.value })}
          />
        </Field>
        <Field label="Group" hint="rules of one group are related">
          <input
            className="field text-13"
            maxLength={200}
            autoComplete="off"
            value={draft.group}
            onChange={(event) => edit({ group: event.target.value })}
          />
        </Field>
      </div>
      <fieldset className="flex flex-wrap items-center gap-1.5">
        <legend className="mb-1 text-12 text-ink-2">Severity</legend>
        {SEVERITIES.map(([severity, means]) => (
          <button
            key={severity}
            type="button"
            className="chip h-6"
            aria-pressed={draft.severity === severity}
            onClick={() => edit({ severity })}
          >
            <SeverityMark gravity={severity} standing="firing" size={9} label="" />
            {severity} <span className="text-ink-3">{means}</span>
          </button>
        ))}
        {own && (
          <span className="chip h-6">
            <SeverityMark gravity={gravityOf(draft)} standing="firing" size={9} label="" />
            {draft.severity || "none"}
          </span>
        )}
      </fieldset>
      <Field
        label="Summary"
        hint={
          <>
            The sentence people read. Templates as Prometheus has them:{" "}
            <span className="mono">{"{{ $labels.service_name }}"}</span>,{" "}
            <span className="mono">{"{{ $value | humanizePercentage }}"}</span>
          </>
        }
      >
        <textarea
          rows={2}
          className="field h-auto py-1.5 text-13"
          placeholder="{{ $labels.service_name }} fails {{ $value | humanizePercentage }} of requests"
          value={draft.summary}
          onChange={(event) => edit({ summary: event.target.value })}
        />
      </Field>
      <Field label="Description">
        <textarea
          rows={2}
          className="field h-auto py-1.5 text-13"
          value={draft.description}
          onChange={(event) => edit({ description: event.target.value })}
        />
      </Field>
      <Field label="Runbook" hint="What whoever is woken does first; a paragraph, or an address.">
        <textarea
          rows={3}
          className="field h-auto py-1.5 text-13"
          value={draft.runbook}
          onChange={(event) => edit({ runbook: event.target.value })}
        />
      </Field>
      <PairsFields
        legend="Labels, by which alerts are routed and silenced"
        what="label"
        pairs={draft.labels}
        change={(labels) => edit({ labels })}
        trouble={trouble?.field === "labels" ? trouble.words : null}
      />
      <PairsFields
        legend="More annotations"
        what="annotation"
        pairs={draft.annotations}
        change={(annotations) => edit({ annotations })}
        trouble={trouble?.field === "annotations" ? trouble.words : null}
      />
    </FormPart>
  );
}
