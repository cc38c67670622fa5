"use client";
/** What happened, what it means, what to do, the id to quote, and another try. Never a bare stack, never a blank. */
import { RotateCw } from "lucide-react";
import { Status } from "../charts/Status.tsx";

interface ErrorNoticeProps {
  readonly error: unknown;
  /** What was asked for, as in "the services". */
  readonly what: string;
  readonly retry?: () => unknown;
  /** One line above an older answer that is still shown. */
  readonly line?: boolean;
}

export function ErrorNotice({ error, what, retry, line = false }: ErrorNoticeProps) {
  const { meaning, advice, id } = explained(error);
  const again = retry && (
    <button type="button" className="btn btn-sm" onClick={() => void retry()}>
      <RotateCw size={12} strokeWidth={1.75} aria-hidden="true" />
      Try again
    </button>
  );
  if (line) {
    return (
      <div
        role="status"
        className="flex items-center gap-3 border-line border-b bg-warn-tint px-(--pad) py-1.5 text-12"
      >
        <Status kind="warn" size={10} label="" />
        <span className="min-w-0 flex-1">
          This is an older answer: {what} could not be read again. {meaning}
        </span>
        {again}
      </div>
    );
  }
  return (
    <div role="alert" className="flex gap-3 px-(--pad) py-6">
      <span className="mt-1">
        <Status kind="fail" size={12} label="" />
      </span>
      <div className="max-w-[64ch]">
        <p className="font-semibold text-14">Could not read {what}</p>
        <p className="mt-1 text-14 text-ink-2">
          {meaning} {advice}
        </p>
        <p className="mt-3 flex items-center gap-3">
          {again}
          {id && <span className="text-11 text-ink-3">error {id}</span>}
        </p>
      </div>
    </div>
  );
}

interface TrpcFailure {
  readonly message?: string;
  readonly data?: { readonly code?: string; readonly errorId?: string } | null;
}

function explained(error: unknown): { meaning: string; advice: string; id: string } {
  const failure = error as TrpcFailure;
  const id = failure.data?.errorId ?? "";
  if (!failure.data) {
    const advice =
      "Check that Chronoscope still runs; this page asks again by itself. Ingestion is a process of its own and may well be unharmed.";
    return { meaning: "The console's server does not answer.", advice, id };
  }
  const advice =
    failure.data.code === "SERVICE_UNAVAILABLE"
      ? "This page asks again by itself every few seconds; SDKs hold back what they send until then."
      : "";
  return { meaning: failure.message ?? "", advice, id };
}
