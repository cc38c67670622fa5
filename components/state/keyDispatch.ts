/** One key press -> the binding that takes it: chords, sequences such as "g s", later bindings before earlier ones. No document needed. */
import { type KeyPress, keyName, SEQUENCE_MS } from "./keyName.ts";

export interface KeyBinding {
  readonly keys: string;
  /** What it does, for the help sheet, as in "Next row". Empty: not listed. */
  readonly does: string;
  /** It leads into a field: what is typed before that field has the focus is meant for it (./keyListener.ts). */
  readonly opensField?: boolean;
  /** Returning false passes the key on to the binding below and to the browser. */
  readonly run: (event: KeyboardEvent) => unknown;
}

/** What became of a press: the binding that ran, "began" for the first key of a sequence, null when nobody wants it. */
export type Dispatched = KeyBinding | "began" | null;

/** A dispatcher that remembers the first key of a sequence between presses. `bindings` are asked anew for every press. */
export function createKeyDispatch(bindings: () => readonly KeyBinding[]): (event: KeyboardEvent) => Dispatched {
  let prefix = "";
  let prefixAt = 0;
  return (event) => {
    const key = keyName(event satisfies KeyPress);
    if (!key) return null;
    const sequence = prefix && event.timeStamp - prefixAt < SEQUENCE_MS ? `${prefix} ${key}` : key;
    prefix = "";
    const latestFirst = [...bindings()].reverse();
    // What completes a sequence comes before what is bound to its last key alone.
    const candidates = [...new Set([sequence, key])].flatMap((keys) => latestFirst.filter((one) => one.keys === keys));
    for (const binding of candidates) {
      if (binding.run(event) !== false) return binding;
    }
    if (!bindings().some((binding) => binding.keys.startsWith(`${key} `))) return null;
    prefix = key;
    prefixAt = event.timeStamp;
    return "began";
  };
}
