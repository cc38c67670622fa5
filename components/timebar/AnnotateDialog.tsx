"use client";
/** Notes something at the playhead: what happened, in words, for everyone who looks at this instant later. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { formatInstant } from "../format/formatInstant.ts";
import { Dialog } from "../shell/Dialog.tsx";
import { useClock } from "../state/clock.tsx";
import { playheadNow } from "../state/playhead.ts";
import { useZone } from "../state/usePreference.tsx";
import { useTRPC } from "../trpc/client.tsx";

export function AnnotateDialog({ close }: { close: () => void }) {
  const { endMs } = useClock();
  // The instant at which it was opened, also when live time goes on.
  const [atMs] = useState(() => Math.round(playheadNow().atMs ?? endMs));
  const zone = useZone();
  const trpc = useTRPC();
  const client = useQueryClient();
  const note = useMutation(
    trpc.state.annotate.mutationOptions({
      onSuccess: async () => {
        close();
        await client.invalidateQueries(trpc.state.pathFilter());
      },
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const title = String(fields.get("title")).trim();
    const text = String(fields.get("text")).trim();
    if (title) note.mutate({ atMs, title, ...(text && { text }) });
  };
  return (
    <Dialog title="Note something at this instant" close={close} className="w-[480px]">
      <form onSubmit={submit} className="flex flex-col gap-3 p-5">
        <div>
          <h2>Note something at this instant</h2>
          <p className="num text-12 text-ink-3">{formatInstant(atMs, zone, "full")}</p>
        </div>
        <label className="flex flex-col gap-1 text-12 text-ink-2">
          What happened
          <input
            name="title"
            required
            maxLength={300}
            autoComplete="off"
            className="field text-13"
            placeholder="Switched checkout to the second card network"
          />
        </label>
        <label className="flex flex-col gap-1 text-12 text-ink-2">
          More about it
          <textarea name="text" maxLength={10_000} rows={3} className="field h-auto py-1.5 text-13" />
        </label>
        {note.error && (
          <p role="alert" className="text-12 text-fail">
            It was not kept: {note.error.message}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <button type="button" className="btn" onClick={close}>
            Cancel
          </button>
          <button type="submit" className="btn btn-primary" disabled={note.isPending}>
            Keep the note
          </button>
        </div>
      </form>
    </Dialog>
  );
}
