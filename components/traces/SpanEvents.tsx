"use client";
/** Span events in order, each at its time into the trace; an exception with its message in red and its stack as it was written. */
import { Status } from "../charts/Status.tsx";
import { formatDuration } from "../format/formatDuration.ts";
import { shownText } from "../format/shownText.ts";
import { CopyButton } from "../shell/CopyButton.tsx";
import type { EventRow } from "./spanDetail.ts";

export function SpanEvents({ events, startUnixNano }: { events: readonly EventRow[]; startUnixNano: string }) {
  if (events.length === 0) return null;
  const start = BigInt(startUnixNano);
  return (
    <section className="border-line border-t px-(--pad) py-2.5">
      <h2 className="mb-1">Events</h2>
      <ol className="space-y-1.5 text-12">
        {events.map((event, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: events have no identity but their place.
          <li key={at} className="grid grid-cols-[62px_minmax(0,1fr)] gap-x-2">
            <span className="num text-ink-3">+{formatDuration(Number(BigInt(event.timeUnixNano) - start))}</span>
            {event.exception ? (
              <ExceptionText exception={event.exception} />
            ) : (
              <span className="mono break-words">{event.name || "event without a name"}</span>
            )}
            {event.attributes.length > 0 && (
              <dl className="col-start-2 text-ink-2">
                {event.attributes.map((row, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a key may occur twice in an attribute list.
                  <div key={index} className="mono flex gap-2">
                    <dt className="flex-none text-ink-3">{row.key}</dt>
                    <dd className="min-w-0 break-words">{shownText(row.text)}</dd>
                  </div>
                ))}
              </dl>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function ExceptionText({ exception }: { exception: NonNullable<EventRow["exception"]> }) {
  const { type, message, stack } = exception;
  return (
    <div className="min-w-0">
      <p className="flex items-start gap-1.5 font-medium">
        <span className="mt-[3px]">
          <Status kind="fail" size={10} label="exception" />
        </span>
        <span className="min-w-0 break-words">
          <span className="text-fail">{type || "exception"}</span> {message}
        </span>
      </p>
      {stack && (
        <details className="mt-1" open={stack.length < 1_500}>
          <summary className="text-ink-3">Stack</summary>
          <div className="relative mt-1 rounded-3 bg-canvas">
            <span className="absolute top-0 right-0">
              <CopyButton text={stack} what="stack" />
            </span>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard. */}
            <pre tabIndex={0} className="mono max-h-72 overflow-auto p-2 text-11 leading-4">
              {stack}
            </pre>
          </div>
        </details>
      )}
    </div>
  );
}
