"use client";
/** A silence while it is made: which alerts, for how long, from when, why; and which of those that stand now it would keep quiet. */
import { type FormEvent, type ReactNode, useState } from "react";
import { formatSpanOfTime } from "../../format/formatDuration.ts";
import { formatInstant } from "../../format/formatInstant.ts";
import { instantOf, wallClock } from "../../format/zonedInstant.ts";
import { useZone } from "../../state/usePreference.tsx";
import type { AlertView } from "../alertView.ts";
import { parseDurationText, writeDuration } from "../durationText.ts";
import { MatcherFields } from "../MatcherFields.tsx";
import { writeMatchers } from "./matcherText.ts";
import { SilencePreview } from "./SilencePreview.tsx";
import {
  filledIn,
  LENGTHS_MS,
  matchersFor,
  REACHES,
  type Reach,
  type SilenceDraft,
  troubleOf,
} from "./silenceDraft.ts";

interface SilenceFormProps {
  readonly initial: SilenceDraft;
  /** The alert it is made for, if any. */
  readonly alert?: AlertView;
  readonly nowMs: number;
  readonly known: ReadonlyMap<string, ReadonlySet<string>>;
  readonly save: (draft: SilenceDraft) => void;
  readonly saveWords: string;
  readonly isPending: boolean;
  readonly error: { readonly message: string } | null;
  readonly cancel: () => void;
}

export function SilenceForm(props: SilenceFormProps) {
  const { initial, alert, nowMs, known, save, isPending, error } = props;
  const [draft, setDraft] = useState(initial);
  const [asked, setAsked] = useState(false);
  const edit = (change: Partial<SilenceDraft>) => setDraft((before) => ({ ...before, ...change }));
  const trouble = troubleOf(draft, nowMs);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (trouble === null) save(draft);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Part title="Which alerts">
        {alert && <ReachChoice alert={alert} draft={draft} edit={edit} />}
        <MatcherFields
          legend="Matchers, all of which an alert must meet"
          matchers={draft.matchers}
          change={(matchers) => edit({ matchers })}
          known={known}
        />
        <SilencePreview matchers={filledIn(draft.matchers)} />
      </Part>
      <Part title="For how long">
        <LengthFields draft={draft} edit={edit} nowMs={nowMs} />
      </Part>
      <label className="flex flex-col gap-1 text-12 text-ink-2">
        Why
        <input
          className="field text-13"
          maxLength={1_000}
          autoComplete="off"
          placeholder="Card network is in maintenance"
          value={draft.comment}
          onChange={(event) => edit({ comment: event.target.value })}
        />
      </label>
      {((asked && trouble) || error) && (
        <p role="alert" className="text-12 text-fail">
          {trouble ?? `It was not saved: ${error?.message}`}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <button type="button" className="btn" onClick={props.cancel}>
          Cancel
        </button>
        <button type="submit" className="btn btn-primary" disabled={isPending}>
          {props.saveWords}
        </button>
      </div>
    </form>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-2">
      <h3 className="font-medium text-12 text-ink-2">{title}</h3>
      {children}
    </section>
  );
}

interface EditProps {
  readonly draft: SilenceDraft;
  readonly edit: (change: Partial<SilenceDraft>) => void;
}

function ReachChoice({ alert, draft, edit }: EditProps & { alert: AlertView }) {
  const words: Readonly<Record<Reach, string>> = {
    alert: "This alert alone",
    rule: `All of ${alert.name}`,
    service: `Everything of ${alert.service ?? ""}`,
  };
  const now = writeMatchers(draft.matchers);
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">How far it reaches</legend>
      {REACHES.filter((reach) => reach !== "service" || matchersFor(alert, reach).length > 0).map((reach) => (
        <button
          key={reach}
          type="button"
          className="chip h-6 max-w-full"
          aria-pressed={writeMatchers(matchersFor(alert, reach)) === now}
          onClick={() => edit({ matchers: matchersFor(alert, reach) })}
        >
          <span className="truncate">{words[reach]}</span>
        </button>
      ))}
    </fieldset>
  );
}

function LengthFields({ draft, edit, nowMs }: EditProps & { nowMs: number }) {
  const zone = useZone();
  const [text, setText] = useState(writeDuration(draft.lengthMs));
  const from = draft.startsMs ?? nowMs;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <fieldset className="seg">
          <legend className="sr-only">Usual lengths</legend>
          {LENGTHS_MS.map((ms) => (
            <button
              key={ms}
              type="button"
              aria-pressed={ms === draft.lengthMs}
              onClick={() => {
                setText(writeDuration(ms));
                edit({ lengthMs: ms });
              }}
            >
              {formatSpanOfTime(ms)}
            </button>
          ))}
        </fieldset>
        <label className="flex items-center gap-2 text-12 text-ink-2">
          or
          <input
            className="field num w-20 text-12"
            aria-label="Another length, as in 1h30m"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              edit({ lengthMs: parseDurationText(event.target.value) ?? 0 });
            }}
          />
        </label>
      </div>
      <label className="flex flex-wrap items-center gap-2 text-12 text-ink-2">
        <span>From</span>
        <input
          type="datetime-local"
          className="field num text-12"
          value={draft.startsMs === null ? "" : wallClock(draft.startsMs, zone).slice(0, 16)}
          onChange={(event) =>
            edit({ startsMs: event.target.value === "" ? null : instantOf(`${event.target.value}:00`, zone) })
          }
        />
        <span className="text-ink-3">{draft.startsMs === null ? "empty: from now on" : zone}</span>
      </label>
      <p className="text-12 text-ink-2">
        Quiet until{" "}
        <span className="num font-medium text-ink">{formatInstant(from + draft.lengthMs, zone, "dayMinute")}</span>. Its
        alerts go on being judged and shown; nobody is told.
      </p>
    </>
  );
}
