/** A severity as shape and word: square for ERROR and FATAL, triangle for WARN, grey words for the rest. */
import type { SeverityName } from "../../server/model/log.ts";
import { Status } from "../charts/Status.tsx";

const WORDS: Readonly<Record<SeverityName, string>> = {
  FATAL: "fatal",
  ERROR: "error",
  WARN: "warn",
  INFO: "info",
  DEBUG: "debug",
  TRACE: "trace",
  UNSPECIFIED: "none",
};

interface SeverityMarkProps {
  readonly severity: SeverityName;
  /** Keeps the shape's room where there is none, so that words stand under each other. */
  readonly aligned?: boolean;
}

export function SeverityMark({ severity, aligned = false }: SeverityMarkProps) {
  const kind = severity === "FATAL" || severity === "ERROR" ? "fail" : severity === "WARN" ? "warn" : null;
  const color = kind === "fail" ? "text-fail" : kind === "warn" ? "text-warn" : "text-ink-3";
  return (
    <span className={`flex items-center gap-1.5 ${color}`}>
      {kind ? <Status kind={kind} size={10} label="" /> : aligned && <span className="w-2.5 flex-none" />}
      <span className={severity === "FATAL" ? "font-semibold" : ""}>{WORDS[severity]}</span>
    </span>
  );
}
