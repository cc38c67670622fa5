"use client";
/** The widths of a list's columns, changed by dragging their edges or by keys, kept in this browser. Units: CSS pixels. */
import { useEffect, useState } from "react";

const [NARROWEST_PX, WIDEST_PX] = [48, 480];
const KEY = "chronoscope.columns.";

export type Widths<Name extends string> = Readonly<Record<Name, number>>;

/** Within what a column can sensibly be. */
export const fitted = (px: number): number => Math.min(WIDEST_PX, Math.max(NARROWEST_PX, Math.round(px)));

/** Kept widths over the usual ones; what is no width is left out. */
export function widthsFrom<Name extends string>(text: string | null, usual: Widths<Name>): Widths<Name> {
  const kept: unknown = parsed(text);
  if (typeof kept !== "object" || kept === null) return usual;
  const entries = Object.entries(usual).map(([name, px]) => {
    const width: unknown = (kept as Record<string, unknown>)[name];
    return [name, typeof width === "number" && Number.isFinite(width) ? fitted(width) : px] as const;
  });
  return Object.fromEntries(entries) as Record<Name, number>;
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

export function useColumnWidths<Name extends string>(list: string, usual: Widths<Name>) {
  const [widths, setWidths] = useState(usual);
  useEffect(() => setWidths(widthsFrom(localStorage.getItem(KEY + list), usual)), [list, usual]);
  const resize = (name: Name, px: number) =>
    setWidths((before) => {
      const after = { ...before, [name]: fitted(px) };
      localStorage.setItem(KEY + list, JSON.stringify(after));
      return after;
    });
  return { widths, resize, reset: (name: Name) => resize(name, usual[name]) };
}
