/** The shape of an event in the time bar and in lists of events: told by shape, coloured only for trouble and recovery. */
import type { ReactNode } from "react";
import type { MarkShape, Shape, Tone } from "./markShape.ts";

const COLORS: Readonly<Record<NonNullable<Tone>, string>> = {
  fail: "var(--fail-fill)",
  warn: "var(--warn-fill)",
  ok: "var(--ok-fill)",
};
const LINE = { fill: "none", stroke: "currentColor", strokeWidth: 1.5, strokeLinecap: "round" } as const;

export function MarkGlyph({ shape, tone, size = 12 }: Pick<MarkShape, "shape" | "tone"> & { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 12 12"
      aria-hidden="true"
      style={{ color: tone ? COLORS[tone] : "var(--text-1)", flex: "none", display: "block" }}
    >
      {SHAPES[shape]}
    </svg>
  );
}

const SHAPES: Readonly<Record<Shape, ReactNode>> = {
  shield: <path d="M1.8 1.5H10.2V6.4L6 10.8 1.8 6.4Z" fill="currentColor" />,
  diamond: <path d="M6 1.3 10.7 6 6 10.7 1.3 6Z" {...LINE} stroke="var(--text-2)" strokeLinejoin="round" />,
  square: <rect x={1.6} y={1.6} width={8.8} height={8.8} rx={1} fill="currentColor" />,
  triangle: <path d="M6 1.4 11 10.4H1Z" fill="currentColor" />,
  circle: <circle cx={6} cy={6} r={4.1} {...LINE} strokeWidth={1.7} />,
  dashes: <circle cx={6} cy={6} r={4.2} {...LINE} stroke="var(--unknown)" strokeDasharray="2.1 1.36" />,
  dot: <circle cx={6} cy={6} r={3.3} fill="currentColor" />,
  bang: <path d="M6 1.6V7M6 10.1V10.3" {...LINE} strokeWidth={2.2} />,
  plus: <path d="M6 2.6V9.4M2.6 6H9.4" {...LINE} stroke="var(--text-3)" />,
  minus: <path d="M2.6 6H9.4" {...LINE} stroke="var(--text-3)" />,
  turn: <path d="M9.6 3.4A4.2 4.2 0 1 0 10.2 6M9.9 1.2V3.8H7.3" {...LINE} stroke="var(--text-2)" strokeWidth={1.4} />,
  bell: <path d="M2 9H10L9 7.2V5a3 3 0 0 0-6 0V7.2Z" fill="currentColor" />,
  hourglass: <path d="M2.4 1.2H9.6L6.9 6 9.6 10.8H2.4L5.1 6Z" fill="currentColor" />,
  bolt: <path d="M7 1 2.6 7H5.6L5 11 9.4 5H6.4Z" fill="currentColor" />,
};
