"use client";
/** What is kept quiet, by whom and until when; what will be; what was. */
import { Plus } from "lucide-react";
import { useState } from "react";
import { formatSpanOfTime } from "../../format/formatDuration.ts";
import { formatInstant } from "../../format/formatInstant.ts";
import { formatCount, formatCountOf } from "../../format/formatNumbers.ts";
import { shownText } from "../../format/shownText.ts";
import { AsyncPanel } from "../../shell/AsyncPanel.tsx";
import { ClockLink } from "../../shell/ClockLink.tsx";
import { EmptyNotice } from "../../shell/EmptyNotice.tsx";
import { Verdict } from "../../shell/Verdict.tsx";
import { useClock } from "../../state/clock.tsx";
import { useKeys } from "../../state/keys.tsx";
import { usePageCrumbs } from "../../state/pageCrumbs.ts";
import { useZone } from "../../state/usePreference.tsx";
import { ActionTrouble } from "../ActionTrouble.tsx";
import { AlertsSkeleton } from "../AlertsSkeleton.tsx";
import { AlertTabs } from "../AlertTabs.tsx";
import { alertHref } from "../alertView.ts";
import { isAnybody } from "../alertWords.ts";
import { SilenceDialog } from "./SilenceDialog.tsx";
import { type SilenceRow, useEndSilence, useSilenceList } from "./useSilences.ts";

const CRUMBS = [{ text: "Silences" }];

export function SilencesScreen() {
  usePageCrumbs(CRUMBS);
  return (
    <AsyncPanel query={useSilenceList()} what="the silences" skeleton={<AlertsSkeleton filters={false} rows={4} />}>
      {(silences) => <Silences silences={silences} />}
    </AsyncPanel>
  );
}

const SECTIONS = [
  ["active", "Quiet now"],
  ["pending", "To come"],
  ["expired", "Over"],
] as const;

type Editing = { readonly silence?: SilenceRow } | null;

function Silences({ silences }: { silences: readonly SilenceRow[] }) {
  const { live } = useClock();
  const [editing, setEditing] = useState<Editing>(null);
  const end = useEndSilence();
  useKeys([{ keys: "n", does: "A new silence", opensField: true, run: () => (live ? setEditing({}) : false) }]);
  const active = silences.filter(({ state }) => state === "active");
  const held = new Set(active.flatMap(({ alerts }) => alerts.map(({ fingerprint }) => fingerprint))).size;
  return (
    <div className="flex min-h-full flex-col">
      <Verdict
        kind={active.length > 0 ? "unknown" : "ok"}
        sentence={active.length === 0 ? "Nothing is kept quiet" : silenceSentence(active.length, held)}
        why="A silenced alert is judged and shown as ever; nobody is told of it."
        actions={
          <button type="button" className="btn btn-primary" disabled={!live} onClick={() => setEditing({})}>
            <Plus size={14} strokeWidth={1.75} aria-hidden="true" />
            New silence
          </button>
        }
      />
      <AlertTabs />
      <ActionTrouble error={end.error} what="It was not ended" />
      {SECTIONS.map(([state, title]) => (
        <Section
          key={state}
          title={title}
          silences={silences.filter((one) => one.state === state)}
          edit={live ? (silence) => setEditing({ silence }) : null}
          end={live ? (silence) => end.mutate({ id: silence.id }) : null}
        />
      ))}
      {silences.length === 0 && (
        <EmptyNotice title="No silence holds, is to come, or ended within 30 days.">
          Before a maintenance, silence what it will stir up: say which labels, from when, for how long. An alert that
          fires is silenced from its row in{" "}
          <ClockLink href="/alerts" className="link">
            Alerts
          </ClockLink>{" "}
          with <kbd className="kbd">S</kbd>.
        </EmptyNotice>
      )}
      {editing && <SilenceDialog {...editing} close={() => setEditing(null)} />}
    </div>
  );
}

const silenceSentence = (silences: number, held: number) =>
  `${formatCountOf(silences, "silence")} ${silences === 1 ? "holds" : "hold"}, ${held === 0 ? "and no alert needs it" : `${formatCountOf(held, "alert")} kept quiet`}`;

interface SectionProps {
  readonly title: string;
  readonly silences: readonly SilenceRow[];
  readonly edit: ((silence: SilenceRow) => void) | null;
  readonly end: ((silence: SilenceRow) => void) | null;
}

function Section({ title, silences, edit, end }: SectionProps) {
  if (silences.length === 0) return null;
  return (
    <section aria-label={title} className="rests">
      <div className="sec">
        <h2>{title}</h2>
        <span className="sec-sub num">{formatCount(silences.length)}</span>
      </div>
      <ul>
        {silences.map((silence) => (
          <SilenceLine key={silence.id} silence={silence} edit={edit} end={end} />
        ))}
      </ul>
    </section>
  );
}

function SilenceLine({ silence, edit, end }: Pick<SectionProps, "edit" | "end"> & { silence: SilenceRow }) {
  const { text, comment, createdBy, state, alerts } = silence;
  const over = state === "expired";
  return (
    <li className="grid gap-x-4 gap-y-1 border-line-soft border-t px-(--pad) py-2 hover:bg-surface wide:grid-cols-[minmax(0,1fr)_240px_auto] wide:items-center">
      <div className="min-w-0">
        <p className={`mono wrap-anywhere text-12 ${over ? "text-ink-2" : ""}`}>{shownText(text)}</p>
        <p className="text-12 text-ink-2">
          {shownText(comment) || <span className="text-ink-3">nobody said why</span>}
          {!isAnybody(createdBy) && <span className="text-ink-3"> · {shownText(createdBy)}</span>}
        </p>
        {!over && alerts.length > 0 && (
          <p className="mt-0.5 flex flex-wrap gap-x-3 text-12">
            {alerts.slice(0, 4).map((alert) => (
              <ClockLink key={alert.fingerprint} href={alertHref(alert)} className="link max-w-full truncate text-12">
                {shownText(alert.summary || alert.name)}
              </ClockLink>
            ))}
            {alerts.length > 4 && <span className="text-ink-3">and {alerts.length - 4} more</span>}
          </p>
        )}
      </div>
      <Times silence={silence} />
      <span className="flex gap-1.5 wide:w-[136px] wide:justify-end">
        <button type="button" className="btn btn-sm" disabled={edit === null} onClick={() => edit?.(silence)}>
          {over ? "Again" : "Edit"}
          <span className="sr-only"> {text}</span>
        </button>
        {!over && (
          <button type="button" className="btn btn-sm" disabled={end === null} onClick={() => end?.(silence)}>
            End now
            <span className="sr-only"> {text}</span>
          </button>
        )}
      </span>
    </li>
  );
}

function Times({ silence: { startsMs, endsMs, state } }: { silence: SilenceRow }) {
  const zone = useZone();
  const { endMs: nowMs } = useClock();
  const words = {
    active: `${formatSpanOfTime(endsMs - nowMs)} left`,
    pending: `begins in ${formatSpanOfTime(startsMs - nowMs)}`,
    expired: `lasted ${formatSpanOfTime(endsMs - startsMs)}`,
  } as const;
  return (
    <p className="num text-12">
      <span className={state === "expired" ? "text-ink-3" : "text-ink"}>{words[state]}</span>
      <span className="block text-11 text-ink-3">
        {formatInstant(startsMs, zone, "dayMinute")} to {formatInstant(endsMs, zone, "dayMinute")}
      </span>
    </p>
  );
}
