"use client";
/** A rule that cannot be changed here: what it watches, when it fires, what it says; and where it is changed instead. */
import type { ReactNode } from "react";
import { formatSpanOfTime } from "../../format/formatDuration.ts";
import { shownText } from "../../format/shownText.ts";
import { ClockLink } from "../../shell/ClockLink.tsx";
import { CopyButton } from "../../shell/CopyButton.tsx";
import { exploreHref } from "../../state/exploreLink.ts";
import { FormPart } from "./Field.tsx";
import type { RuleRow } from "./ruleRows.ts";

const NO_DATA_WORDS = { ok: "all is well", alert: "it fires", keep: "it stays as it is" } as const;

const WHERE: Readonly<Record<RuleRow["source"], string>> = {
  file: "It stands in a file and is changed there; the file is read again when it changes.",
  builtin: "It comes with Chronoscope. It can be switched off, or copied and changed.",
  slo: "Its SLO makes it, and says when it tells.",
  console: "",
};

export function RuleFacts({ rule }: { rule: RuleRow }) {
  const { body, watches, source } = rule;
  const isQuery = body.condition.kind === "promql";
  return (
    <div className="min-w-0 border-line wide:border-r">
      <FormPart title="What it watches">
        <div className="flex items-start gap-1">
          <pre className="mono min-w-0 flex-1 whitespace-pre-wrap rounded-6 border border-line bg-surface px-2.5 py-2 text-12 wrap-anywhere">
            {shownText(watches)}
          </pre>
          {isQuery && <CopyButton text={watches} what="query" />}
        </div>
        {isQuery && (
          <ClockLink href={exploreHref([{ expr: watches }])} className="link self-start text-12">
            Open in Explore
          </ClockLink>
        )}
      </FormPart>
      <FormPart title="When it fires">
        <dl>
          <Fact name="Holds for">{body.forMs === 0 ? "fires at once" : formatSpanOfTime(body.forMs)}</Fact>
          <Fact name="Goes on for">
            {body.keepFiringForMs === 0 ? "over as soon as it no longer holds" : formatSpanOfTime(body.keepFiringForMs)}
          </Fact>
          <Fact name="Looked at every">{formatSpanOfTime(body.intervalMs)}</Fact>
          <Fact name="Without data">{NO_DATA_WORDS[body.noData]}</Fact>
        </dl>
      </FormPart>
      <FormPart title="What it says">
        <dl>
          {[...Object.entries(body.annotations), ...Object.entries(body.labels)].map(([name, text]) => (
            <Fact key={name} name={name}>
              <span className="whitespace-pre-line">{shownText(text)}</span>
            </Fact>
          ))}
        </dl>
        <p className="text-12 text-ink-3">{WHERE[source]}</p>
      </FormPart>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[120px_minmax(0,1fr)] gap-x-3 border-line-soft border-t py-1.5 first:border-t-0">
      <dt className="text-12 text-ink-3">{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}
