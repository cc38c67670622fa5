/** Numbers that stand for kinds and derivations in the tables. Rows outlive versions: add at the end, change nothing. */
import type { EventKind } from "../../../model/state.ts";
import type { Derivation } from "../../stateStore.ts";

const KINDS: readonly EventKind[] = [
  "appeared",
  "vanished",
  "deployed",
  "scaled",
  "restarted",
  "health",
  "exceptionBurst",
  "firstException",
  "configuration",
  "featureFlag",
  "annotation",
  "retention",
  "alert",
  "slo",
  "chaos",
];
const DERIVATIONS: readonly Derivation[] = ["inventory", "health", "exceptions", "reported", "alerts", "slos"];

/** A kind that this version has no number for would come back as another one. */
function codeIn<T>(list: readonly T[], value: T): number {
  const code = list.indexOf(value);
  if (code < 0) throw new Error(`"${String(value)}" has no number in the tables of the state.`);
  return code;
}
export const kindCode = (kind: EventKind) => codeIn(KINDS, kind);
export const kindOf = (code: number): EventKind => KINDS[code] ?? "annotation";
export const derivationCode = (derivation: Derivation) => codeIn(DERIVATIONS, derivation);
