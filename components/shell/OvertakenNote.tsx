"use client";
/** Somebody else saved what is being written here: nothing of it is lost, and one says whose holds. */
import { formatInstant } from "../format/formatInstant.ts";
import { shownText } from "../format/shownText.ts";
import { useZone } from "../state/usePreference.tsx";

export interface OvertakenNoteProps {
  readonly saved: { readonly revision: number; readonly author?: string | null; readonly savedMs?: number | null };
  /** "the routing". */
  readonly what: string;
  readonly takeTheirs: () => void;
  readonly keepMine: () => void;
}

export function OvertakenNote({ saved, what, takeTheirs, keepMine }: OvertakenNoteProps) {
  const zone = useZone();
  const { author = null, savedMs = null, revision } = saved;
  const who = author === null || author === "anybody" ? "Somebody" : shownText(author);
  const when = savedMs === null ? "" : ` at ${formatInstant(savedMs, zone)}`;
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-3 gap-y-1.5 bg-warn-tint px-(--pad) py-2 text-12">
      <p className="min-w-0 flex-1 basis-72">
        {who} changed {what}
        {when} (revision {revision}) while you were writing. What you wrote is still here, and is not saved.
      </p>
      <button type="button" className="btn btn-sm" onClick={takeTheirs}>
        Show what was saved
      </button>
      <button type="button" className="btn btn-sm" onClick={keepMine}>
        Go on with mine
      </button>
    </div>
  );
}
