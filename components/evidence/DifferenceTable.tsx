"use client";
/** Attributes that separate bad from good requests, strongest first; those that are parts of others are shown on request. */
import { useState } from "react";
import { Status } from "../charts/Status.tsx";
import { DifferenceLine } from "./DifferenceLine.tsx";
import type { DifferenceRow } from "./differenceWords.ts";

interface DifferenceTableProps {
  readonly rows: readonly DifferenceRow[];
  /** Key of the row whose requests are looked at. */
  readonly chosen: string | null;
  readonly choose: (key: string) => void;
}

/** As many as the picture has room for; what follows separates less. */
const SHOWN = 6;

export function DifferenceTable({ rows, chosen, choose }: DifferenceTableProps) {
  const [isWhole, setWhole] = useState(false);
  const plain = rows.filter(({ relation }) => relation?.kind !== "narrower").slice(0, SHOWN);
  const shown = isWhole ? rows : plain;
  const left = rows.length - plain.length;
  return (
    <table aria-label="Attributes that differ, strongest first" className="w-full table-fixed border-collapse">
      <thead>
        <tr className="h-[26px] border-line border-b text-12 text-ink-3">
          <th className="pl-(--pad) text-left font-normal">Attribute, strongest first</th>
          <th className="w-[28%] text-left font-normal phone:hidden">
            <span className="inline-flex items-center gap-1.5">
              <Status kind="fail" size={9} label="" /> bad
            </span>
            <span className="ml-3 inline-flex items-center gap-1.5">
              <Status kind="ok" size={9} label="" /> good
            </span>
          </th>
          <th className="w-[64px] text-right font-normal">Bad</th>
          <th className="w-[76px] pr-(--pad) text-right font-normal">Good</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((row) => (
          <DifferenceLine key={row.key} row={row} isChosen={row.key === chosen} choose={choose} />
        ))}
        {left > 0 && (
          <tr>
            <td colSpan={4} className="px-(--pad) pt-1.5">
              <button type="button" className="link text-12" onClick={() => setWhole(!isWhole)}>
                {isWhole ? "Show the strongest only" : `Show ${left} that are parts of these, or weaker`}
              </button>
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
