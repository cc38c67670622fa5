"use client";
/** Takes the rows that are shown along as a file; it stands in the gutter at the right of a list's head. */
import { Download } from "lucide-react";
import { downloadCsv, writeCsv } from "./csv.ts";
import type { SortValue } from "./sorting.ts";

interface CsvButtonProps {
  /** What the rows are: "Traces". */
  readonly name: string;
  readonly head: readonly string[];
  /** Asked for on the click alone. */
  readonly rows: () => readonly (readonly SortValue[])[];
}

export const GUTTER_BUTTON =
  "absolute top-0 right-0 grid h-full w-(--pad) place-items-center text-ink-3 hover:text-ink focus-visible:outline-offset-[-2px] phone:hidden";

export function CsvButton({ name, head, rows }: CsvButtonProps) {
  return (
    <button
      type="button"
      className={GUTTER_BUTTON}
      aria-label={`Download the ${name.toLowerCase()} shown as CSV`}
      title="Download what is shown as CSV"
      onClick={() => downloadCsv(name, writeCsv(head, rows()))}
    >
      <Download size={12} strokeWidth={1.75} aria-hidden="true" />
    </button>
  );
}
