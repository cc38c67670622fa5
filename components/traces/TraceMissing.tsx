"use client";
/** A trace that is not here: not yet, not any more, or never; or an address that names none. What it means and what to do. */
import { RotateCw } from "lucide-react";
import { ClockLink } from "../shell/ClockLink.tsx";
import { CopyButton } from "../shell/CopyButton.tsx";

/** Spans come in batches: a sender's usual delay is 5 s, a Collector's in between as much again. */
export const LOOK_AGAIN_MS = 4_000;
export const MOST_LOOKS = 30;

export type Absence = "missing" | "noId" | null;

interface Refusal {
  readonly data?: { readonly code?: string } | null;
}

/** Why there is no trace, when that is what an error says. */
export function absenceOf(error: unknown): Absence {
  const code = (error as Refusal | null)?.data?.code;
  return code === "NOT_FOUND" ? "missing" : code === "BAD_REQUEST" ? "noId" : null;
}

interface TraceMissingProps {
  readonly traceId: string;
  readonly absence: Exclude<Absence, null>;
  readonly isLooking: boolean;
  readonly look: () => unknown;
}

export function TraceMissing({ traceId, absence, isLooking, look }: TraceMissingProps) {
  const isMissing = absence === "missing";
  return (
    <section role="status" aria-label="No trace" className="max-w-[72ch] px-(--pad) py-8">
      <h1 className="text-18">{isMissing ? "This trace is not here, or not yet" : "That is no trace id"}</h1>
      <p className="mono mt-1.5 flex min-w-0 items-center break-all text-12 text-ink-2">
        {traceId}
        <CopyButton text={traceId} what="trace id" />
      </p>
      {isMissing ? (
        <ul className="mt-3 list-disc space-y-1 pl-5 text-14 text-ink-2">
          <li>
            It may be on its way: senders collect spans for some seconds.{" "}
            {isLooking ? "It is looked for again every few seconds." : ""}
          </li>
          <li>Sampling may have left it out, or its sender exports to another place.</li>
          <li>It may be older than what is kept.</li>
        </ul>
      ) : (
        <p className="mt-3 text-14 text-ink-2">A trace id has 32 hexadecimal digits, not all of them zero.</p>
      )}
      <p className="mt-4 flex gap-2">
        {isMissing && (
          <button type="button" className="btn btn-primary" onClick={() => void look()}>
            <RotateCw size={13} strokeWidth={1.75} aria-hidden="true" />
            Look again
          </button>
        )}
        <ClockLink className="btn" href="/traces">
          Find traces
        </ClockLink>
      </p>
    </section>
  );
}
