"use client";
/** A page that broke, inside the frame that goes on: what it means, a retry, and the id under which the log has the cause. */
import { Status } from "../../components/charts/Status.tsx";
import { ClockLink } from "../../components/shell/ClockLink.tsx";

interface PageErrorProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

/** A part of the console's own code did not come: the network failed, or this page is older than the server. Only a reload brings it. */
const isPartMissing = ({ name, message }: Error) =>
  name === "ChunkLoadError" || /load(ing)? chunk|imported module/i.test(message);

const UNEXPECTED =
  "The console met an error it did not expect. Ingestion is a process of its own and goes on. If it comes again, the words below belong in a report.";
const MISSING =
  "A part of the console could not be loaded: the server was away for a moment, or was updated while this page was open. Nothing is lost.";

export default function PageError({ error, reset }: PageErrorProps) {
  const partMissing = isPartMissing(error);
  const meaning = partMissing ? MISSING : UNEXPECTED;
  return (
    <div role="alert" className="flex gap-3 px-(--pad) py-6">
      <span className="mt-1">
        <Status kind="fail" size={12} label="" />
      </span>
      <div className="max-w-[64ch]">
        <h1 className="font-semibold text-14">This page could not be shown</h1>
        <p className="mt-1 text-14 text-ink-2">{meaning}</p>
        <p className="mono mt-2 text-12 text-ink-3 wrap-anywhere">
          {error.digest ? `error ${error.digest}` : error.message}
        </p>
        <p className="mt-3 flex gap-2">
          <button
            type="button"
            className="btn btn-primary"
            onClick={partMissing ? () => window.location.reload() : reset}
          >
            {partMissing ? "Load the page again" : "Try again"}
          </button>
          <ClockLink className="btn" href="/services">
            All services
          </ClockLink>
        </p>
      </div>
    </div>
  );
}
