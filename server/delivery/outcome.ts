/** How one attempt to deliver a notification ended. */
export type Outcome =
  /** `note`: what whoever reads the log should know all the same. `refused`: addresses that never take it, while others took it. */
  | { readonly kind: "sent"; readonly note?: string; readonly refused?: readonly string[] }
  /** Trouble that may pass; `afterMs` when the receiver said how long to wait. `refused`: by these alone; the others have it. */
  | {
      readonly kind: "retry";
      readonly afterMs: number | null;
      readonly why: string;
      readonly refused?: readonly string[];
    }
  /** Trying again would not help: refused, not allowed; `isGone`: the address will never take anything again. */
  | { readonly kind: "dead"; readonly why: string; readonly isGone?: boolean };
