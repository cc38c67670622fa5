"use client";
/** Asks before an SLO is deleted, and says what stays: its past, as everything that people define. */
import { Dialog } from "../shell/Dialog.tsx";

interface ConfirmDeleteProps {
  readonly title: string;
  readonly isPending: boolean;
  readonly error: string | null;
  readonly confirm: () => void;
  readonly close: () => void;
}

export function ConfirmDelete({ title, isPending, error, confirm, close }: ConfirmDeleteProps) {
  return (
    <Dialog title={`Delete ${title}`} close={close} className="w-[460px]">
      <div className="flex flex-col gap-3 p-5">
        <h2 className="whitespace-normal">Delete “{title}”?</h2>
        <p className="text-ink-2">
          It is counted no longer, its alerts end and nobody is told any more. As of instants before, it stays as it
          was.
        </p>
        {error && (
          <p role="alert" className="text-12 text-fail">
            It was not deleted: {error}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <button type="button" className="btn" onClick={close}>
            Keep it
          </button>
          <button type="button" className="btn btn-primary" disabled={isPending} onClick={confirm}>
            Delete it
          </button>
        </div>
      </div>
    </Dialog>
  );
}
