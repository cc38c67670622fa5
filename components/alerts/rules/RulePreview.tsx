"use client";
/** How a rule would have gone: the sentence, the chart with when it would have fired, each of those times, and how it would read. */
import { useState } from "react";
import type { AlertRuleBody } from "../../../server/model/alert.ts";
import { Status } from "../../charts/Status.tsx";
import { formatSpanOfTime } from "../../format/formatDuration.ts";
import { formatInstant } from "../../format/formatInstant.ts";
import { shownText } from "../../format/shownText.ts";
import { writeAt } from "../../state/clockParams.ts";
import { useZone } from "../../state/usePreference.tsx";
import type { Answers } from "../../trpc/client.tsx";
import { gravityOf, lasted } from "../alertWords.ts";
import { RuleExample } from "./RuleExample.tsx";
import { RulePreviewChart } from "./RulePreviewChart.tsx";
import type { RuleDraft } from "./ruleDraft.ts";
import { UsualRules } from "./UsualRules.tsx";
import { PREVIEW_LENGTHS_MS, usePreviewBody, useRulePreview } from "./useRulePreview.ts";

interface RulePreviewProps {
  readonly draft: RuleDraft;
  /** Where the rule is written: begins with one of the usual ones. */
  readonly begin?: (draft: Partial<RuleDraft>) => void;
}

export function RulePreview({ draft, begin }: RulePreviewProps) {
  const [lengthMs, setLength] = useState<number>(PREVIEW_LENGTHS_MS[1]);
  const { body, trouble, isTyping } = usePreviewBody(draft);
  const preview = useRulePreview(body, lengthMs);
  return (
    <section aria-label="How it would have gone" className="min-w-0 phone:border-line phone:border-t">
      <div className="wide:sticky wide:top-0">
        <div className="sec flex-wrap py-1">
          <h2>How it would have gone</h2>
          <fieldset className="seg ml-auto">
            <legend className="sr-only">Over how long</legend>
            {PREVIEW_LENGTHS_MS.map((ms) => (
              <button key={ms} type="button" aria-pressed={ms === lengthMs} onClick={() => setLength(ms)}>
                {formatSpanOfTime(ms)}
              </button>
            ))}
          </fieldset>
        </div>
        {body === null ? (
          <>
            <p className="px-(--pad) pb-4 text-14 text-ink-3">
              {trouble?.field === "query"
                ? "Write what it watches, and here stands when it would have fired."
                : trouble?.words}
            </p>
            {begin && trouble?.field === "query" && <UsualRules begin={begin} />}
          </>
        ) : (
          <Went body={body} preview={preview} isOld={isTyping || preview.isFetching} />
        )}
      </div>
    </section>
  );
}

interface WentProps {
  readonly body: AlertRuleBody;
  readonly preview: ReturnType<typeof useRulePreview>;
  readonly isOld: boolean;
}

function Went({ body, preview, isOld }: WentProps) {
  const { data, error } = preview;
  if (error && !data)
    return (
      <p role="alert" className="px-(--pad) pb-3 text-fail">
        It could not be tried: {error.message}
      </p>
    );
  if (!data) return <div className="skeleton mx-(--pad) h-72" aria-busy="true" />;
  if (data.problem !== null)
    return (
      <p role="alert" className="flex gap-2.5 px-(--pad) pb-3 text-14">
        <span className="mt-1">
          <Status kind="unknown" size={12} label="" />
        </span>
        {data.problem}
      </p>
    );
  return (
    <div className={isOld ? "opacity-60 transition-opacity" : ""}>
      <p role="status" className="flex gap-2.5 px-(--pad) text-14">
        <span className="mt-[3px]">
          <Status
            kind={
              data.total === 0
                ? "ok"
                : gravityOf({ severity: body.labels.severity ?? null }) === "page"
                  ? "fail"
                  : "warn"
            }
            label=""
          />
        </span>
        <span className="font-semibold">{data.sentence}</span>
      </p>
      {data.note && <p className="px-(--pad) pt-0.5 pl-[calc(var(--pad)+22px)] text-12 text-ink-3">{data.note}</p>}
      <RulePreviewChart body={body} preview={data} />
      <Times preview={data} />
      <RuleExample body={body} preview={data} />
    </div>
  );
}

const MOST = 8;

function Times({ preview: { episodes, total, window } }: { preview: Answers["alertRules"]["preview"] }) {
  const zone = useZone();
  const [isAll, showAll] = useState(false);
  if (total === 0) return null;
  const newest = (isAll ? [...episodes] : episodes.slice(-MOST)).reverse();
  return (
    <ul aria-label="When it would have fired" className="mt-1 border-line-soft border-b">
      {newest.map(({ labels, sentence, firedMs, resolvedMs }) => {
        const endMs = resolvedMs ?? window.endMs;
        return (
          <li
            key={`${firedMs} ${JSON.stringify(labels)}`}
            className="grid grid-cols-[92px_112px_minmax(0,1fr)_auto] items-center gap-x-3 border-line-soft border-t px-(--pad) py-1 text-12"
          >
            <span className="num">{formatInstant(firedMs, zone, "dayMinute")}</span>
            <span className="num text-ink-2">{resolvedMs === null ? "still" : `for ${lasted(firedMs, endMs)}`}</span>
            <span className="truncate text-ink-2" title={sentence}>
              {shownText(sentence)}
            </span>
            <a
              href={`/?at=${encodeURIComponent(writeAt(Math.min(endMs, firedMs + 60_000)))}`}
              target="_blank"
              rel="noreferrer"
              className="link text-12"
            >
              See it
            </a>
          </li>
        );
      })}
      {total > newest.length && (
        <li className="border-line-soft border-t px-(--pad) py-1 text-12 text-ink-3">
          {newest.length < episodes.length ? (
            <button type="button" className="link text-12" onClick={() => showAll(true)}>
              and {total - newest.length} earlier
            </button>
          ) : (
            `and ${total - newest.length} earlier`
          )}
        </li>
      )}
    </ul>
  );
}
