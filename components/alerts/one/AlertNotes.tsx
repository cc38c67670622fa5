"use client";
/** What to do about it: the rule's description and runbook, and what people noted while it lasted. */
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useRef } from "react";
import { formatInstant } from "../../format/formatInstant.ts";
import { shownText } from "../../format/shownText.ts";
import { useClock } from "../../state/clock.tsx";
import { useZone } from "../../state/usePreference.tsx";
import { useTRPC } from "../../trpc/client.tsx";
import { useAskAgain } from "../useAlerts.ts";
import type { OneAlert } from "./AlertScreen.tsx";

/** Annotations that have their place: the others are listed by name. */
const PLACED = new Set(["summary", "description", "runbook", "runbook_url", "message"]);

export function AlertNotes({ answer }: { answer: OneAlert }) {
  const { annotations } = answer;
  const more = Object.entries(annotations).filter(([name, text]) => !PLACED.has(name) && text.trim() !== "");
  const description = annotations.description ?? annotations.message;
  const { runbook, runbook_url: runbookUrl } = annotations;
  const url = runbookUrl ?? (isUrl(runbook ?? "") ? runbook : undefined);
  return (
    <section aria-label="What to do" className="min-w-0 pb-4">
      <div className="sec">
        <h2>What to do</h2>
        <span className="sec-sub">as its rule says</span>
        {url && isUrl(url) && (
          <a href={url} target="_blank" rel="noreferrer" className="link ml-auto text-12">
            Open the runbook
          </a>
        )}
      </div>
      <div className="flex max-w-[78ch] flex-col gap-2 px-(--pad) text-14 text-ink-2">
        {description && <Prose text={description} />}
        {runbook && !isUrl(runbook) && <Prose text={runbook} />}
        {!description && !runbook && !url && (
          <p className="text-12 text-ink-3">
            Its rule has no runbook. Whoever writes the annotation <span className="mono">runbook</span> spares the next
            one the search.
          </p>
        )}
        {more.map(([name, text]) => (
          <p key={name} className="text-13">
            <span className="mono text-12 text-ink-3">{name}</span> {linked(text)}
          </p>
        ))}
      </div>
      <Notes answer={answer} />
    </section>
  );
}

const isUrl = (text: string) => /^https?:\/\/\S+$/.test(text.trim());

/** Paragraphs as they were written; addresses can be followed. */
function Prose({ text }: { text: string }) {
  return <p className="whitespace-pre-line wrap-anywhere">{linked(text)}</p>;
}

function linked(text: string): ReactNode {
  return shownText(text)
    .split(/(https?:\/\/[^\s)]+)/)
    .map((part, i) =>
      isUrl(part) ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text in their order.
        <a key={i} href={part} target="_blank" rel="noreferrer" className="text-accent hover:underline">
          {part}
        </a>
      ) : (
        part
      ),
    );
}

function Notes({ answer: { alert, notes } }: { answer: OneAlert }) {
  const zone = useZone();
  const { live } = useClock();
  const trpc = useTRPC();
  const onSuccess = useAskAgain();
  const form = useRef<HTMLFormElement>(null);
  const note = useMutation(
    trpc.alerts.note.mutationOptions({
      onSuccess: async () => {
        form.current?.reset();
        await onSuccess();
      },
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get("text")).trim();
    if (text) note.mutate({ fingerprint: alert.fingerprint, text });
  };
  const canNote = live && alert.standing !== "resolved";
  return (
    <>
      <div className="sec mt-2">
        <h2>Notes</h2>
        <span className="sec-sub">what was tried and seen while it lasted</span>
      </div>
      <ul>
        {notes.map(({ id, atMs, title, detail }) => (
          <li
            key={id}
            className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 border-line-soft border-t px-(--pad) py-1.5"
          >
            <span className="num text-12 text-ink-3">{formatInstant(atMs, zone)}</span>
            <span className="whitespace-pre-line wrap-anywhere">
              {shownText(typeof detail?.text === "string" ? detail.text : title)}
              {typeof detail?.author === "string" && detail.author !== "anybody" && (
                <span className="text-12 text-ink-3"> · {shownText(detail.author)}</span>
              )}
            </span>
          </li>
        ))}
      </ul>
      {notes.length === 0 && !canNote && <p className="px-(--pad) text-12 text-ink-3">Nobody noted anything.</p>}
      {canNote && (
        <form ref={form} onSubmit={submit} className="flex gap-2 px-(--pad) pt-1.5">
          <input
            name="text"
            maxLength={10_000}
            autoComplete="off"
            aria-label="A note on this alert"
            placeholder="Rolled payments back to 2.13.4"
            className="field min-w-0 flex-1"
          />
          <button type="submit" className="btn" disabled={note.isPending}>
            Note it
          </button>
        </form>
      )}
      <p role="alert" className="px-(--pad) pt-1 text-12 text-fail empty:hidden">
        {note.error?.message}
      </p>
    </>
  );
}
