/**
 * Which failing service to look at first: the one furthest down the calls whose own callees do not explain it. Cause before victims.
 *
 *   gateway 8 % -> orders 9 % -> payments 12 % -> ledger, well
 *   search 6 %                                                  => payments, which explains orders and gateway; search explains none
 *
 * A failing callee explains its caller when the calls to it that failed are at least a fifth of the caller's failed requests, and the
 * callee does not lead back to the caller (a ring explains nothing). Messages are left out: a failing consumer fails no producer.
 * Of several unexplained ones: which explains the most services, then whose share of failures rose the most, then the name.
 * Shape: failing services alone, errors counted over the same window as the edges'. null when nothing fails.
 */
import type { EdgeSeries } from "../model/derived.ts";

export interface FailingService {
  readonly service: string;
  readonly errors: number;
  /** Share of failures now less what is usual, 0..1. */
  readonly rise: number;
}
export interface FirstFailing {
  readonly service: string;
  /** Failing services that call it, directly or not, in alphabetical order. */
  readonly victims: readonly string[];
}

const EXPLAINING_SHARE = 0.2;

export function firstFailing(
  failing: readonly FailingService[],
  edges: readonly Pick<EdgeSeries, "client" | "server" | "type" | "errors">[],
): FirstFailing | null {
  const errorsOf = new Map(failing.map(({ service, errors }) => [service, errors]));
  const causes = new Map<string, string[]>(failing.map(({ service }) => [service, []]));
  for (const { client, server, type, errors } of edges) {
    const needed = (errorsOf.get(client) ?? Number.POSITIVE_INFINITY) * EXPLAINING_SHARE;
    const failed = errors.reduce((sum, count) => sum + count, 0);
    if (type === "" && client !== server && errorsOf.has(server) && failed > 0 && failed >= needed)
      causes.get(client)?.push(server);
  }
  const below = new Map(failing.map(({ service }) => [service, reached(service, causes)]));
  const leadsTo = (from: string, to: string) => below.get(from)?.has(to) === true;
  const candidates = failing
    .filter(({ service }) => [...(below.get(service) ?? [])].every((cause) => leadsTo(cause, service)))
    .map(({ service, rise }) => {
      const isVictim = (other: string) => leadsTo(other, service) && !leadsTo(service, other);
      const victims = failing.map((one) => one.service).filter(isVictim);
      return { service, rise, victims: victims.sort() };
    });
  candidates.sort((a, b) => b.victims.length - a.victims.length || b.rise - a.rise || (a.service < b.service ? -1 : 1));
  const [first] = candidates;
  return first ? { service: first.service, victims: first.victims } : null;
}

/** Everything that can be reached from here, itself only by a ring. */
function reached(from: string, next: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set<string>();
  const open = [...(next.get(from) ?? [])];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...(next.get(at) ?? []));
  }
  return seen;
}
