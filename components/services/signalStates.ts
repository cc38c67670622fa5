/**
 * What a service's judgement says of each golden signal, for the panels on its page: none may contradict the sentence above them.
 * Saturation is judged by what its panels show.
 */
import { STATUS_WORDS } from "../charts/Status.tsx";
import type { PanelStatus, SignalHealth } from "../panels/panelStatus.ts";
import { healthWords, type Judged } from "./healthWords.ts";

export function signalStates(row: Judged): SignalHealth {
  const { kind, reason, slow } = row.health;
  const words = `${STATUS_WORDS[kind]}: ${healthWords(row)}`;
  const well = (signal: string): PanelStatus => ({ kind: "ok", words: `healthy: ${signal}` });
  if (reason === "quiet") {
    const quiet: PanelStatus = { kind: "unknown", words };
    return { traffic: quiet, errors: quiet, latency: quiet };
  }
  const isFew = reason === "few";
  return {
    traffic: well("requests come in"),
    errors: reason === "errors" || isFew ? { kind, words } : well("few fail"),
    latency: slow
      ? { kind: reason === "slow" ? kind : "warn", words: reason === "slow" ? words : "degraded: slower than usual" }
      : well("about as fast as usual"),
  };
}
