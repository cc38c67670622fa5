/**
 * Which few of many bad requests to show: the worst, and the most typical of each kind.
 * A kind is where it fails and what that says, without the numbers and ids in it; typical of a kind is the request whose length is its
 * median. The worst is the one that took longest.
 * Shape: no trace twice; the worst first, then kinds by how many requests they have.
 */
import type { AlertExemplar } from "../model/alert.ts";
import type { ReadRequest } from "./readRequest.ts";

const MOST_TYPICAL = 3;
const LONGEST_MESSAGE = 500;

export function pickExemplars(bad: readonly ReadRequest[]): AlertExemplar[] {
  const byLength = [...bad].sort((a, b) => b.durationMs - a.durationMs || (a.traceId < b.traceId ? -1 : 1));
  const [worst] = byLength;
  if (!worst) return [];
  const kinds = new Map<string, ReadRequest[]>();
  for (const one of byLength) kinds.set(kindOf(one), [...(kinds.get(kindOf(one)) ?? []), one]);
  const typical = [...kinds.values()]
    .sort((a, b) => b.length - a.length)
    .flatMap((list) => list.filter(({ traceId }) => traceId !== worst.traceId)[Math.floor((list.length - 1) / 2)] ?? [])
    .slice(0, MOST_TYPICAL);
  return [exemplar(worst, "worst"), ...typical.map((one) => exemplar(one, "typical"))];
}

/** Where and how: numbers, ids and what is quoted in the message are of one request alone. */
function kindOf({ service, spanName, message }: ReadRequest): string {
  return [service, spanName, message.replace(/"[^"]*"|'[^']*'|\b[\da-f-]{8,}\b|\d+/gi, "#").slice(0, 200)].join("\n");
}

function exemplar(one: ReadRequest, why: AlertExemplar["why"]): AlertExemplar {
  const { traceId, spanId, service, spanName, startMs, durationMs, failed, message } = one;
  return {
    ...{ traceId, spanId, service, spanName, startMs, durationMs, failed, why },
    message: message.slice(0, LONGEST_MESSAGE),
  };
}
