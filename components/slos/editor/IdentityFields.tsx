"use client";
/** What it is called, whose it is, where it is listed; and to whom it is promised for money. */
import { Plus, X } from "lucide-react";
import { useServiceNames } from "../../shell/useServiceNames.ts";
import type { TierDraft } from "../sloDraft.ts";
import { useDraftForm } from "./draftForm.tsx";
import { Check, Field, FormSection, Problem } from "./fields.tsx";

export function IdentityFields() {
  const names = useServiceNames();
  return (
    <FormSection title="What it is called">
      <Field field="title" label="Title" placeholder="Checkout succeeds" />
      <div className="grid wide:grid-cols-2 gap-3">
        <Field field="name" label="Name" hint="In addresses, labels and files." mono />
        <Field field="service" label="Listed under the service" options={names} />
        <Field field="owner" label="Owner" placeholder="team-shop" />
        <Field field="labels" label="Labels" placeholder="team=shop, tier=1" hint="Go along with its alerts." mono />
      </div>
      <Field field="description" label="Description" lines={2} placeholder="What breaks for whom when it is missed" />
    </FormSection>
  );
}

export function SlaFields() {
  const { draft, set, problem } = useDraftForm();
  const change = (at: number, tier: Partial<TierDraft>) =>
    set({ tiers: draft.tiers.map((one, i) => (i === at ? { ...one, ...tier } : one)) });
  return (
    <FormSection title="Promised to a customer">
      <Check checked={draft.hasSla} toggle={(hasSla) => set({ hasSla })}>
        A contract says what is owed when it is missed
      </Check>
      {draft.hasSla && (
        <>
          <div className="flex flex-wrap gap-3">
            <Field field="customer" label="Customer" width="w-56" />
            <Field field="monthlyFee" label="Fee of a month" width="w-28" placeholder="optional" />
            <Field field="currency" label="Currency" width="w-16" />
          </div>
          <div className="flex flex-col gap-1.5">
            {draft.tiers.map((tier, at) => (
              <div
                // biome-ignore lint/suspicious/noArrayIndexKey: tiers have no identity but their place.
                key={at}
                className="flex items-center gap-2 text-12 text-ink-2"
              >
                below
                <Part label={`Tier ${at + 1}: below`} value={tier.below} write={(below) => change(at, { below })} />%
                good owes
                <Part
                  label={`Tier ${at + 1}: penalty`}
                  value={tier.penalty}
                  write={(penalty) => change(at, { penalty })}
                />
                % of the fee
                <button
                  type="button"
                  className="icon-btn"
                  aria-label={`Remove tier ${at + 1}`}
                  onClick={() => set({ tiers: draft.tiers.filter((_, i) => i !== at) })}
                >
                  <X size={13} strokeWidth={1.6} aria-hidden="true" />
                </button>
              </div>
            ))}
            <Problem sentence={problem("tiers")} />
            <button
              type="button"
              className="btn btn-sm self-start"
              onClick={() => set({ tiers: [...draft.tiers, { below: "", penalty: "" }] })}
            >
              <Plus size={12} strokeWidth={1.75} aria-hidden="true" />
              Another tier
            </button>
            <p className="text-12 text-ink-3">Of several the harshest counts.</p>
          </div>
        </>
      )}
    </FormSection>
  );
}

function Part({ label, value, write }: { label: string; value: string; write: (text: string) => void }) {
  const { visit } = useDraftForm();
  return (
    <input
      aria-label={label}
      className="field num w-20 text-13"
      autoComplete="off"
      value={value}
      onBlur={() => visit("tiers")}
      onChange={(event) => write(event.target.value)}
    />
  );
}
