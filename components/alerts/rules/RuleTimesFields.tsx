"use client";
/** When a rule fires: for how long its condition must hold, how long it goes on, how often it is looked at, what silence means. */
import type { NoDataChoice } from "../../../server/model/alert.ts";
import { Field, FormPart } from "./Field.tsx";
import type { RuleFieldsProps } from "./RuleConditionFields.tsx";
import type { DraftTrouble } from "./ruleDraft.ts";

const NO_DATA: readonly (readonly [NoDataChoice, string])[] = [
  ["ok", "All is well"],
  ["alert", "It fires"],
  ["keep", "It stays as it is"],
];

export function RuleTimesFields({ draft, edit, trouble }: RuleFieldsProps) {
  const of = (field: DraftTrouble["field"]) => (trouble?.field === field ? trouble.words : null);
  return (
    <FormPart title="When it fires">
      <div className="grid grid-cols-2 gap-3 wide:grid-cols-4">
        <Field label="Holds for" hint="before it fires" trouble={of("hold")}>
          <input
            className="field num text-13"
            value={draft.hold}
            onChange={(event) => edit({ hold: event.target.value })}
          />
        </Field>
        <Field label="Goes on for" hint="once it no longer holds" trouble={of("keepFiring")}>
          <input
            className="field num text-13"
            value={draft.keepFiring}
            onChange={(event) => edit({ keepFiring: event.target.value })}
          />
        </Field>
        <Field label="Looked at every" trouble={of("interval")}>
          <input
            className="field num text-13"
            value={draft.interval}
            onChange={(event) => edit({ interval: event.target.value })}
          />
        </Field>
        <Field label="Without data" hint="its metric is gone">
          <select
            className="field text-13"
            value={draft.noData}
            onChange={({ target }) => edit({ noData: NO_DATA.find(([id]) => id === target.value)?.[0] ?? "ok" })}
          >
            {NO_DATA.map(([id, words]) => (
              <option key={id} value={id}>
                {words}
              </option>
            ))}
          </select>
        </Field>
      </div>
    </FormPart>
  );
}
