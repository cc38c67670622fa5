/**
 * How grave an alert is, as a shape with its word: page is a square, ticket a triangle, info a small ring around a dot. Firing is
 * filled, pending hollow; what is over is a hollow circle as of everything that is well.
 */
import type { ReactNode } from "react";
import type { AlertStanding } from "../../server/routers/alertAnswer.ts";
import { Status } from "../charts/Status.tsx";
import type { Gravity } from "./alertWords.ts";

interface SeverityMarkProps {
  readonly gravity: Gravity;
  readonly standing: AlertStanding;
  readonly size?: number;
  /** Spoken; "" where the word stands beside it. */
  readonly label?: string;
}

const COLORS: Readonly<Record<Gravity, string>> = {
  page: "var(--fail-fill)",
  ticket: "var(--warn-fill)",
  info: "var(--text-2)",
};
const OUTLINES: Readonly<Record<Gravity, ReactNode>> = {
  page: <rect x={1.9} y={1.9} width={8.2} height={8.2} rx={1} strokeWidth={1.5} />,
  ticket: <path d="M6 2 10.7 10.2H1.3Z" strokeWidth={1.4} strokeLinejoin="round" />,
  info: <circle cx={6} cy={6} r={4.2} strokeWidth={1.3} />,
};
const FILLED: Readonly<Record<Gravity, ReactNode>> = {
  page: <rect x={1.2} y={1.2} width={9.6} height={9.6} rx={1} fill="currentColor" stroke="none" />,
  ticket: <path d="M6 1.2 11.4 10.8H.6Z" fill="currentColor" stroke="none" />,
  info: (
    <>
      <circle cx={6} cy={6} r={4.4} strokeWidth={1.3} />
      <circle cx={6} cy={6} r={2} fill="currentColor" stroke="none" />
    </>
  ),
};

export function SeverityMark({ gravity, standing, size = 12, label = `${gravity}, ${standing}` }: SeverityMarkProps) {
  if (standing === "resolved") return <Status kind="ok" size={size} label={label} />;
  return (
    <svg
      role="img"
      aria-label={label}
      aria-hidden={label === ""}
      width={size}
      height={size}
      viewBox="0 0 12 12"
      fill="none"
      stroke="currentColor"
      style={{ color: COLORS[gravity], flex: "none", display: "inline-block" }}
    >
      {(standing === "firing" ? FILLED : OUTLINES)[gravity]}
    </svg>
  );
}
