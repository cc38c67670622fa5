/** A status as a shape, readable without its colour: hollow circle, triangle, square, dashed circle. */
export type StatusKind = "ok" | "warn" | "fail" | "unknown";

export const STATUS_WORDS: Readonly<Record<StatusKind, string>> = {
  ok: "healthy",
  warn: "degraded",
  fail: "failed",
  unknown: "unknown",
};
const COLORS: Readonly<Record<StatusKind, string>> = {
  ok: "var(--ok-fill)",
  warn: "var(--warn-fill)",
  fail: "var(--fail-fill)",
  unknown: "var(--unknown)",
};

interface StatusProps {
  readonly kind: StatusKind;
  /** Pixels, 12 unless given. */
  readonly size?: number;
  /** Spoken; the status's word unless given, "" where a word stands beside it. */
  readonly label?: string;
}

export function Status({ kind, size = 12, label = STATUS_WORDS[kind] }: StatusProps) {
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
      style={{ color: COLORS[kind], flex: "none", display: "inline-block" }}
    >
      {kind === "ok" && <circle cx={6} cy={6} r={4.25} strokeWidth={1.6} />}
      {kind === "warn" && <path d="M6 1.2 11.4 10.8H.6Z" fill="currentColor" stroke="none" />}
      {kind === "fail" && <rect x={1.2} y={1.2} width={9.6} height={9.6} rx={1} fill="currentColor" stroke="none" />}
      {kind === "unknown" && <circle cx={6} cy={6} r={4.4} strokeWidth={1.5} strokeDasharray="2.1 1.36" />}
    </svg>
  );
}
