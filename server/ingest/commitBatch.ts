/**
 * One batch of waiting requests -> durable, in as few transactions as it takes.
 * The common case is one derivation and one append. Requests that the store knows already are left out and the rest is derived
 * anew. A batch that fails for a reason that does not pass is halved until the request at fault stands alone: its neighbours are
 * stored, it is refused, and only when a neighbour was stored (else the store is at fault, and the senders may try again).
 * Shape: results in the order of the requests. Never throws.
 */

import { domainCode } from "../errors.ts";
import type { IncomingRequest, TelemetryWriter } from "../store/telemetryStore.ts";
import type { Deriver } from "./derive.ts";

export type CommitResult =
  /** `nearRepeats`: spans of it that were seen before in another request and are not counted again. */
  | { readonly kind: "stored"; readonly nearRepeats: number }
  | { readonly kind: "repeated" }
  /** Nothing was stored; the same request may be sent again. */
  | { readonly kind: "away"; readonly cause: unknown }
  /** This request can never be stored. */
  | { readonly kind: "poison"; readonly cause: unknown };

export interface BatchTarget {
  readonly store: Pick<TelemetryWriter, "append" | "prepare">;
  readonly deriver: Deriver;
  readonly tenant: number;
  readonly slot: number;
}

const REPEATED: CommitResult = { kind: "repeated" };

export async function commitBatch(requests: readonly IncomingRequest[], target: BatchTarget): Promise<CommitResult[]> {
  const results = await attempt(requests, target);
  const works = results.some((result) => result.kind === "stored" || result.kind === "repeated");
  if (works) return results;
  return results.map((result) =>
    result.kind === "poison" && !isRequestsFault(result.cause) ? { kind: "away", cause: result.cause } : result,
  );
}

async function attempt(requests: readonly IncomingRequest[], target: BatchTarget): Promise<CommitResult[]> {
  if (requests.length === 0) return [];
  try {
    return await append(requests, target);
  } catch (cause) {
    if (domainCode(cause) === "UNAVAILABLE") return requests.map(() => ({ kind: "away", cause }));
    if (requests.length === 1) return [{ kind: "poison", cause }];
    const middle = requests.length >> 1;
    const first = await attempt(requests.slice(0, middle), target);
    return [...first, ...(await attempt(requests.slice(middle), target))];
  }
}

async function append(requests: readonly IncomingRequest[], target: BatchTarget): Promise<CommitResult[]> {
  const { store, deriver, tenant, slot } = target;
  const derivation = deriver.derive(requests.map((request) => request.columns));
  const { increments, repeats, touchedMs } = derivation;
  const known = await store.append({ tenant, slot, requests, increments, touchedMs }).then(
    (report) => new Set(report.repeats),
    (cause: unknown) => {
      derivation.rollback();
      throw cause;
    },
  );
  if (known.size === 0) {
    derivation.commit();
    return requests.map((_, i) => ({ kind: "stored", nearRepeats: repeats[i] ?? 0 }));
  }
  derivation.rollback();
  const rest = await attempt(
    requests.filter((_, i) => !known.has(i)),
    target,
  );
  let next = 0;
  return requests.map((_, i) => (known.has(i) ? REPEATED : (rest[next++] ?? REPEATED)));
}

/** The store said itself that the fault lies in what it was given. */
function isRequestsFault(cause: unknown): boolean {
  const code = domainCode(cause);
  return code === "INVALID" || code === "TOO_LARGE";
}
