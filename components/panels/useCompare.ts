"use client";
/** Which earlier time the page's charts are held against, kept in the address (`?compare=1d`). */
import { parseAsStringLiteral, useQueryState } from "nuqs";

const TIMES = ["1h", "1d", "1w"] as const;
type Time = (typeof TIMES)[number];

export interface Compare {
  readonly id: Time;
  readonly agoMs: number;
  /** "the hour before" */
  readonly title: string;
  /** "1 h before" */
  readonly words: string;
}

const HOUR_MS = 3_600_000;
export const COMPARES: readonly Compare[] = [
  { id: "1h", agoMs: HOUR_MS, title: "the hour before", words: "1 h before" },
  { id: "1d", agoMs: 24 * HOUR_MS, title: "the day before", words: "1 day before" },
  { id: "1w", agoMs: 168 * HOUR_MS, title: "the week before", words: "1 week before" },
];

export function useCompare() {
  const [id, setId] = useQueryState("compare", parseAsStringLiteral(TIMES).withOptions({ history: "push" }));
  const compare = COMPARES.find((one) => one.id === id) ?? null;
  return { compare, setCompare: (time: Time | null) => void setId(time) };
}
