"use client";
/** Inhibition: while one alert fires others are kept quiet, where the labels named are equal. */
import { Plus, X } from "lucide-react";
import { useState } from "react";
import type { InhibitRule } from "../../../server/model/notification.ts";
import { MatcherFields } from "../MatcherFields.tsx";
import { Field } from "../rules/Field.tsx";

interface InhibitFieldsProps {
  readonly rules: readonly InhibitRule[];
  readonly change: (rules: readonly InhibitRule[]) => void;
  readonly known: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A page keeps the tickets of its service quiet. */
const FIRST: InhibitRule = {
  source: [{ name: "severity", operator: "=", value: "page" }],
  target: [{ name: "severity", operator: "=", value: "ticket" }],
  equal: ["service_name"],
};

export function InhibitFields({ rules, change, known }: InhibitFieldsProps) {
  const replace = (place: number, next: Partial<InhibitRule>) =>
    change(rules.map((rule, i) => (i === place ? { ...rule, ...next } : rule)));
  return (
    <section aria-label="Inhibition" className="mt-4">
      <div className="sec">
        <h2>Inhibition</h2>
        <span className="sec-sub">while one fires, others of the same thing are kept quiet</span>
      </div>
      {rules.map((rule, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule is known by its place.
        <div key={place} className="grid gap-3 border-line-soft border-t px-(--pad) py-3 wide:grid-cols-2">
          <div className="min-w-0">
            <p className="mb-1 text-12 text-ink-2">While one of these fires</p>
            <MatcherFields
              legend={`Sources of inhibition ${place + 1}`}
              matchers={rule.source}
              change={(source) => replace(place, { source })}
              known={known}
            />
          </div>
          <div className="min-w-0">
            <p className="mb-1 text-12 text-ink-2">nobody is told of these</p>
            <MatcherFields
              legend={`Targets of inhibition ${place + 1}`}
              matchers={rule.target}
              change={(target) => replace(place, { target })}
              known={known}
            />
          </div>
          <div className="flex items-end gap-2 wide:col-span-2">
            <Equal rule={rule} change={(equal) => replace(place, { equal })} />
            <button
              type="button"
              className="btn btn-sm mb-0.5"
              onClick={() => change(rules.filter((_, i) => i !== place))}
            >
              <X size={13} strokeWidth={1.75} aria-hidden="true" />
              Take it away
            </button>
          </div>
        </div>
      ))}
      <button type="button" className="btn btn-quiet btn-sm mx-3" onClick={() => change([...rules, FIRST])}>
        <Plus size={13} strokeWidth={1.75} aria-hidden="true" />
        Add an inhibition
      </button>
    </section>
  );
}

function Equal({ rule, change }: { rule: InhibitRule; change: (equal: readonly string[]) => void }) {
  const [text, setText] = useState(rule.equal.join(", "));
  return (
    <Field label="where these labels are equal" className="flex-1">
      <input
        className="field mono text-12"
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          change(
            target.value
              .split(",")
              .map((one) => one.trim())
              .filter(Boolean),
          );
        }}
      />
    </Field>
  );
}
