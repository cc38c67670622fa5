"use client";
/** What a rule would say: its templates filled in with one of the alerts that it would have made. */
import { useEffect, useMemo, useState } from "react";
import type { AlertRuleBody, AlertSample } from "../../../server/model/alert.ts";
import { shownText } from "../../format/shownText.ts";
import { numberOf } from "../../panels/preparePanel.ts";
import { gravityOf } from "../alertWords.ts";
import { SeverityMark } from "../SeverityMark.tsx";
import { type PreviewOf, useLeftLine } from "./useLeftLine.ts";

const loadTemplates = () => import("../../../server/alerting/expandAlerts.ts");

interface Example {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export function RuleExample({ body, preview }: PreviewOf) {
  const sample = useSample({ body, preview });
  const example = useExample(body, sample, preview.window.endMs);
  if (!example) return null;
  const { summary, ...others } = example.annotations;
  const { alertname: _name, severity, ...labels } = example.labels;
  return (
    <section aria-label="How it would read" className="px-(--pad) pt-3 pb-5">
      <h3 className="mb-1.5 font-medium text-12 text-ink-2">How it would read</h3>
      <div className="rounded-6 border border-line px-3 py-2.5">
        <p className="flex gap-2.5">
          <span className="mt-[3px]">
            <SeverityMark
              gravity={gravityOf({ severity: severity ?? null })}
              standing="firing"
              label={severity ?? ""}
            />
          </span>
          <span className={`font-semibold wrap-anywhere ${summary ? "" : "text-ink-3"}`}>
            {summary ? shownText(summary) : `${body.name}: without a summary people read its labels`}
          </span>
        </p>
        {Object.entries(others).map(([name, text]) => (
          <p key={name} className="mt-1 whitespace-pre-line pl-[22px] text-12 text-ink-2 wrap-anywhere">
            <span className="text-ink-3">{name}: </span>
            {shownText(text)}
          </p>
        ))}
        <p className="mono mt-1.5 pl-[22px] text-11 text-ink-3 wrap-anywhere">
          {Object.entries(labels)
            .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
            .join(" ")}
        </p>
      </div>
    </section>
  );
}

/** The newest that would have fired, with its value then; of a rule that never did, the line that is highest now. */
function useSample({ body, preview }: PreviewOf): AlertSample | null {
  const line = useLeftLine({ body, preview })?.answers[0]?.series[0];
  return useMemo(() => {
    const newest = preview.episodes.at(-1);
    const given = new Set(["alertname", ...Object.keys(body.labels)]);
    const own = (labels: Example["labels"]) =>
      JSON.stringify(
        Object.entries(labels)
          .filter(([name]) => !given.has(name))
          .sort(),
      );
    const held = newest && preview.series.find(({ labels }) => own(labels) === own(newest.labels));
    const shown = held ?? line;
    if (!shown && !newest) return null;
    const value = shown?.values.map(numberOf).findLast((one) => one !== null) ?? 0;
    return { labels: shown?.labels ?? newest?.labels ?? {}, value };
  }, [preview, line, body.labels]);
}

function useExample(body: AlertRuleBody, sample: AlertSample | null, atMs: number): Example | null {
  const [example, setExample] = useState<Example | null>(null);
  useEffect(() => {
    if (!sample) return setExample(null);
    let wanted = true;
    loadTemplates()
      .then(({ expandAlerts, NO_QUERIES }) => {
        const templates = { externalUrl: window.location.origin, externalLabels: {}, query: NO_QUERIES };
        return expandAlerts(body, [sample], atMs, templates);
      })
      .then(([expanded]) => wanted && setExample(expanded ?? null))
      .catch(() => wanted && setExample(null));
    return () => {
      wanted = false;
    };
  }, [body, sample, atMs]);
  return example;
}
