"use client";
/** A page that broke, inside the frame that goes on: what it means, a retry, and the id under which the log has the cause. */
interface PageErrorProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

export default function PageError({ error, reset }: PageErrorProps) {
  return (
    <div className="max-w-[64ch] px-(--pad) py-6">
      <h1 className="font-semibold text-18">This page could not be shown</h1>
      <p className="mt-1 text-14 text-ink-2">
        The console met an error it did not expect. Ingestion is a process of its own and goes on.
      </p>
      <p className="mt-4 flex items-center gap-3">
        <button type="button" className="btn" onClick={reset}>
          Try again
        </button>
        {error.digest && <span className="text-11 text-ink-3">error {error.digest}</span>}
      </p>
    </div>
  );
}
