/**
 * How a panel's number of now stands, as a status with its shape: by the page's own judgement where the page has judged this signal
 * (signalHealth.ts), else by the same rules from the number itself (server/analysis/callHealth.ts; thresholds of what can fill up).
 * Null where a number is neither good nor bad.
 */
import { isSlower, shareHealth } from "../../server/analysis/callHealth.ts";
import { STATUS_WORDS, type StatusKind } from "../charts/Status.tsx";
import type { PanelSpec, PanelThreshold, Signal } from "./panelSpec.ts";
import { panelValue } from "./panelUnits.ts";

export interface PanelStatus {
  readonly kind: StatusKind;
  /** Spoken, and on hover: "degraded: p95 is 748 ms (usually 96 ms)". */
  readonly words: string;
}

/** What a page has judged of its signals already: one page, one judgement. */
export type SignalHealth = Readonly<Partial<Record<Signal, PanelStatus>>>;

type Judged = Pick<PanelSpec, "signal" | "unit" | "noun" | "queries" | "thresholds">;

const WORDS = {
  traffic: { ok: "healthy: requests come in", unknown: "unknown: no requests now" },
  errors: {
    ok: "healthy: few fail",
    warn: "degraded: more fail than is well",
    fail: "failed: many more fail than usual",
    unknown: "unknown: nothing to judge now",
  },
  latency: {
    ok: "healthy: about as fast as usual",
    warn: "degraded: twice as slow as usual",
    unknown: "unknown: nothing to judge now",
  },
  saturation: { ok: "healthy: room is left", unknown: "unknown: no number now" },
} as const;

export function panelStatus(
  spec: Judged,
  value: number | null,
  usually: number | null,
  given: SignalHealth = {},
): PanelStatus | null {
  const { signal, thresholds = [] } = spec;
  if (signal && given[signal]) return given[signal];
  if (signal === "traffic") return sayOf("traffic", value ? "ok" : "unknown");
  if (signal === "latency") {
    if (value === null) return sayOf("latency", "unknown");
    return sayOf("latency", usually !== null && isSlower(value, usually) ? "warn" : "ok");
  }
  if (tellsFailing(spec)) {
    if (value !== null) return sayOf("errors", shareHealth(value, usually));
    return signal ? sayOf("errors", "unknown") : null;
  }
  const reached = value === null ? null : highestReached(thresholds, value);
  if (reached) {
    return { kind: reached.level, words: `${STATUS_WORDS[reached.level]}: above ${panelValue(reached.value, spec)}` };
  }
  return signal === "saturation" ? sayOf("saturation", value === null ? "unknown" : "ok") : null;
}

const tellsFailing = ({ unit, queries }: Judged) => unit === "ratio" && queries.some(({ tone }) => tone === "fail");

function highestReached(thresholds: readonly PanelThreshold[], value: number): PanelThreshold | null {
  const reached = thresholds.filter((threshold) => value >= threshold.value);
  return reached.find(({ level }) => level === "fail") ?? reached[0] ?? null;
}

function sayOf<S extends keyof typeof WORDS>(signal: S, kind: StatusKind & keyof (typeof WORDS)[S]): PanelStatus {
  return { kind, words: String(WORDS[signal][kind]) };
}

/** The colour of a number whose status stands beside it; "" of one that is well. */
export function statusTone(status: PanelStatus | null): string {
  return status?.kind === "fail" ? "text-fail" : status?.kind === "warn" ? "text-warn" : "";
}
