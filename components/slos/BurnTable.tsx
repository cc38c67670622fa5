"use client";
/**
 * The windows over which the budget's spending is watched: how fast over the long and the short one, where the limit lies, when the
 * budget would be gone at that rate, and who is told. Speeds are on a scale of powers: the limits lie a hundred times apart.
 */
import type { ReactNode } from "react";
import { Status, type StatusKind } from "../charts/Status.tsx";
import { formatSpanOfTime } from "../format/formatDuration.ts";
import { formatBurn, formatLasts } from "./sloWords.ts";

export interface BurnRow {
  readonly longMs: number;
  readonly shortMs: number;
  /** Burn rates; null: no event in the window. */
  readonly long: number | null;
  readonly short: number | null;
  /** From here on it tells. */
  readonly limit: number;
  /** How long the budget lasts at the long window's rate; null: unknown, Infinity: it is not spent up. */
  readonly lastsMs: number | null;
  readonly tells: BurnTells;
}
export type BurnTells = "page" | "ticket" | "quiet" | "few" | "nothing";

const TELLS: Readonly<Record<BurnTells, { readonly kind: StatusKind; readonly word: string; readonly tone: string }>> =
  {
    page: { kind: "fail", word: "page", tone: "text-fail" },
    ticket: { kind: "warn", word: "ticket", tone: "text-warn" },
    quiet: { kind: "ok", word: "quiet", tone: "text-ink-2" },
    few: { kind: "unknown", word: "too few", tone: "text-ink-2" },
    nothing: { kind: "unknown", word: "no data", tone: "text-ink-2" },
  };
const FILLS: Readonly<Record<BurnTells, string>> = {
  page: "var(--fail-fill)",
  ticket: "var(--warn-fill)",
  quiet: "var(--spark)",
  few: "var(--spark)",
  nothing: "var(--spark)",
};

export function BurnTable({ rows, foot }: { rows: readonly BurnRow[]; foot?: ReactNode }) {
  const greatest = rows.reduce((most, { long, short, limit }) => Math.max(most, long ?? 0, short ?? 0, limit), 100);
  return (
    <>
      <table className="data-table" aria-label="Burn windows">
        <colgroup>
          <col className="w-[118px] phone:w-auto" />
          <col className="phone:hidden" />
          <col className="w-[136px]" />
          <col className="w-[92px] phone:w-[86px]" />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Window</th>
            <th scope="col" className="phone:hidden">
              Speed of spending
            </th>
            <th scope="col" className="text-right">
              Gone in
            </th>
            <th scope="col" className="text-right">
              Tells
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={`${row.longMs} ${row.shortMs}`} row={row} greatest={greatest} />
          ))}
        </tbody>
      </table>
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 px-(--pad) py-2.5 text-11 text-ink-3">
        <Legend mark={<rect y="1" width="14" height="8" rx="1" fill="var(--fail-fill)" />}>long window</Legend>
        <Legend mark={<rect y="3.5" width="14" height="3" rx="1" fill="var(--text-3)" />}>short window</Legend>
        <Legend mark={<path d="M7 0V10" stroke="var(--text-1)" strokeWidth="1.5" />}>limit</Legend>
        {foot && <span className="ml-auto text-12">{foot}</span>}
      </p>
    </>
  );
}

function Row({ row, greatest }: { row: BurnRow; greatest: number }) {
  const { kind, word, tone } = TELLS[row.tells];
  return (
    <tr style={{ height: 42 }}>
      <td className="num leading-[15px]">
        <span className="font-medium">{formatSpanOfTime(row.longMs)}</span>
        <span className="block text-11 text-ink-3">and {formatSpanOfTime(row.shortMs)}</span>
      </td>
      <td className="phone:hidden">
        <Bars row={row} greatest={greatest} />
      </td>
      <td className="num text-right leading-[15px]">
        <span className="font-medium">{formatLasts(row.lastsMs)}</span>
        <span className="block text-11 text-ink-3">
          {row.long === null ? "no events" : formatBurn(row.long)}, limit {formatBurn(row.limit).replace(/\s×/, "")}
        </span>
      </td>
      <td>
        <span className="flex items-center justify-end gap-[7px]">
          <Status kind={kind} size={11} label="" />
          <span className={`font-medium ${tone}`}>{word}</span>
        </span>
      </td>
    </tr>
  );
}

const LEAST_BURN = 0.3;

/** Where a speed stands on the scale, 0..100; rounded, since logarithms differ in the last digit between engines. */
export function burnPlace(burn: number | null, greatest: number): number {
  if (burn === null || burn <= LEAST_BURN) return 0;
  const place = (Math.log(burn / LEAST_BURN) / Math.log(greatest / LEAST_BURN)) * 100;
  return Math.min(100, Math.round(place * 100) / 100);
}

function Bars({ row: { long, short, limit, tells }, greatest }: { row: BurnRow; greatest: number }) {
  const at = burnPlace(limit, greatest);
  return (
    <svg width="100%" height={26} aria-hidden="true" className="block overflow-visible">
      <rect y={4} width="100%" height={10} rx={1} fill="var(--track)" opacity={0.55} />
      <rect y={4} width={`${burnPlace(long, greatest)}%`} height={10} rx={1} fill={FILLS[tells]} />
      <rect y={17} width={`${burnPlace(short, greatest)}%`} height={3} rx={1} fill="var(--text-3)" />
      <line x1={`${at}%`} x2={`${at}%`} y1={0} y2={23} stroke="var(--text-1)" strokeWidth={1.5} />
    </svg>
  );
}

function Legend({ mark, children }: { mark: ReactNode; children: ReactNode }) {
  return (
    <span className="flex items-center gap-1.5 phone:hidden">
      <svg width={14} height={10} aria-hidden="true">
        {mark}
      </svg>
      {children}
    </span>
  );
}
