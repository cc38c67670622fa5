/** How one attempt to deliver a notification ended. */
export type Outcome =
  | { readonly kind: "sent" }
  /** Trouble that may pass; `afterMs` when the receiver said how long to wait. */
  | { readonly kind: "retry"; readonly afterMs: number | null; readonly why: string }
  /** Trying again would not help: refused, not allowed; `isGone`: the address will never take anything again. */
  | { readonly kind: "dead"; readonly why: string; readonly isGone?: boolean };
