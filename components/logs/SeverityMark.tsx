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

export function SeverityMark({ severity }: { severity: SeverityName }) {
  const kind = severity === "FATAL" || severity === "ERROR" ? "fail" : severity === "WARN" ? "warn" : null;
  const color = kind === "fail" ? "text-fail" : kind === "warn" ? "text-warn" : "text-ink-3";
  return (
    <span className={`inline-flex items-center gap-1.5 ${color}`}>
      <span className="inline-flex w-2.5">{kind && <Status kind={kind} size={10} label="" />}</span>
      <span className={severity === "FATAL" ? "font-semibold" : ""}>{WORDS[severity]}</span>
    </span>
  );
}
