"use client";
/** What the broken lines are, and the way to be rid of them. */
import { useCompare } from "../panels/useCompare.ts";

export function CompareNote() {
  const { compare, setCompare } = useCompare();
  if (!compare) return null;
  return (
    <p role="status" className="flex items-center gap-2 border-line border-t px-(--pad) py-1.5 text-12 text-ink-2">
      <span aria-hidden="true" className="w-6 border-ink-2 border-t border-dashed" />
      Broken lines are {compare.title}.
      <button type="button" className="link" onClick={() => setCompare(null)}>
        Show now alone
      </button>
    </p>
  );
}
