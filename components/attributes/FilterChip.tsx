"use client";
/** A filter that is in force, with the way to take it away. */
import { X } from "lucide-react";
import type { ReactNode } from "react";

export function FilterChip({ drop, children }: { drop: () => void; children: ReactNode }) {
  return (
    <span className="chip max-w-[320px] border-line-control text-ink">
      <span className="truncate">{children}</span>
      <button type="button" aria-label="Take this filter away" onClick={drop}>
        <X size={11} strokeWidth={2} aria-hidden="true" />
      </button>
    </span>
  );
}
