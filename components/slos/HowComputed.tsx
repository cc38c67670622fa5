"use client";
/** How an SLO's numbers come about: what is counted, by which queries, and every formula with the numbers of this instant in it. */
import { X } from "lucide-react";
import type { ExplainedStep } from "../../server/analysis/slo/explainBudget.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import { CopyButton } from "../shell/CopyButton.tsx";
import { Dialog } from "../shell/Dialog.tsx";
import { exploreHref } from "../state/exploreLink.ts";

interface HowComputedProps {
  readonly steps: readonly ExplainedStep[];
  readonly queries: readonly { readonly name: string; readonly promQl: string }[];
  /** Why the numbers are not quite exact, when they are not. */
  readonly isInterpolated: boolean;
  readonly close: () => void;
}

export function HowComputed({ steps, queries, isInterpolated, close }: HowComputedProps) {
  return (
    <Dialog title="How this is computed" close={close} className="w-[720px]">
      <div className="flex items-center border-line border-b py-2 pr-2 pl-5">
        <h2>How this is computed</h2>
        <button type="button" className="icon-btn ml-auto" aria-label="Close" onClick={close}>
          <X size={14} strokeWidth={1.6} aria-hidden="true" />
        </button>
      </div>
      <div className="max-h-[62vh] overflow-auto">
        <dl>
          {steps.map(({ label, formula, numbers }) => (
            <div
              key={label}
              className="grid wide:grid-cols-[210px_minmax(0,1fr)] gap-x-4 border-line-soft border-b px-5 py-2"
            >
              <dt>
                <span className="font-medium">{label}</span>
                <span className="block text-11 text-ink-3">{formula}</span>
              </dt>
              <dd className="mono num text-ink-2 wrap-anywhere">{numbers}</dd>
            </div>
          ))}
        </dl>
        <div className="px-5 pt-3 pb-4">
          <p className="mb-1.5 font-medium">What is counted, each minute</p>
          {isInterpolated && (
            <p className="mb-2 text-12 text-ink-2">
              The threshold lies between two bounds of the histogram’s buckets: how many took at most so long is
              interpolated between them.
            </p>
          )}
          {queries.map(({ name, promQl }) => (
            <div key={name} className="flex items-start gap-2 py-1">
              <span className="w-32 flex-none text-12 text-ink-3">{name}</span>
              <code className="mono min-w-0 flex-1 text-12 wrap-anywhere">{promQl}</code>
              <CopyButton text={promQl} what={`query of the ${name}`} />
              <ClockLink
                className="link text-12"
                href={exploreHref([{ expr: promQl.replaceAll("$window", "5m"), legend: name }])}
              >
                Explore
              </ClockLink>
            </div>
          ))}
        </div>
      </div>
    </Dialog>
  );
}
