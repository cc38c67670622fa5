/**
 * Hands key presses of the document to the bindings in force. Two kinds of press come too early and wait in a queue instead of being lost
 * or misread: those from before the page listened (./earlyKeys.ts) or while parts of it still become ready, and those typed after a key
 * that opens a field (Ctrl-K, `/`) while that field is on its way: they are its text.
 */
import { flushSync } from "react-dom";
import { takeEarlyKeys } from "./earlyKeys.ts";
import { createKeyDispatch, type KeyBinding } from "./keyDispatch.ts";
import { keyName, takesText } from "./keyName.ts";

/** Between two presses of the queue, so that the page has drawn what the first one did. */
const PACE_MS = 16;
/** How long a press waits for its binding: a part of the page that mounts later. */
const PATIENCE_MS = 1_500;
/** How long where something is known to be on its way: the field that was opened, or an answer that brings parts of the page. */
const LONG_PATIENCE_MS = 15_000;
/** So long after the listener began, parts of the page may still be on their way, and their keys with them. */
const YOUNG_MS = 8_000;

export interface KeyListener {
  /** Bindings changed: what waited may have its binding now. */
  readonly changed: () => void;
  readonly stop: () => void;
}

export function listenToKeys(bindings: () => readonly KeyBinding[]): KeyListener {
  const dispatch = createKeyDispatch(bindings);
  const queue = takeEarlyKeys();
  const youngUntilMs = performance.now() + YOUNG_MS;
  /** Since when the head of the queue waits; 0 while nothing does. */
  let sinceMs = 0;
  /** A key that opens a field ran; what follows goes there. */
  let field = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const give = (event: KeyboardEvent): boolean => {
    if (field) return typeInto(document.activeElement, event.key);
    const ran = flushSync(() => dispatch(event));
    field = ran !== null && ran !== "began" && ran.opensField === true;
    return ran !== null;
  };
  const step = () => {
    timer = undefined;
    const head = queue[0];
    if (!head || bindings().length === 0) return settle();
    const now = performance.now();
    sinceMs ||= now;
    if (give(head) || now - sinceMs > (field || isPageBusy() ? LONG_PATIENCE_MS : PATIENCE_MS)) {
      queue.shift();
      sinceMs = 0;
    }
    plan();
  };
  const plan = () => {
    timer ??= setTimeout(step, PACE_MS);
  };
  /** Nothing waits any more: a field that was opened has what was typed for it once it has the focus. */
  const settle = () => {
    if (!field || bindings().length === 0) return;
    sinceMs ||= performance.now();
    if (takesText(document.activeElement) || performance.now() - sinceMs > LONG_PATIENCE_MS) {
      field = false;
      sinceMs = 0;
    } else plan();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    if ((field ? isTextKey(event) : queue.length > 0 && mayWait(event)) && !takesText(event.target)) {
      if (field || opensByHabit(event)) event.preventDefault();
      queue.push(event);
      return plan();
    }
    const ran = dispatch(event);
    if (ran === null && keyName(event) !== "" && mayWait(event) && performance.now() < youngUntilMs) {
      queue.push(event);
      plan();
    }
    if (ran === null || ran === "began") return;
    event.preventDefault();
    field = ran.opensField === true;
    sinceMs = 0;
    if (field) plan();
  };
  document.addEventListener("keydown", onKeyDown);
  return {
    changed: plan,
    stop: () => {
      clearTimeout(timer);
      document.removeEventListener("keydown", onKeyDown);
    },
  };
}

/** Not what the browser has answered already: Tab, Space, its own chords, a modifier alone. */
function mayWait({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey) return key.toLowerCase() === "k";
  return !/^(Tab|Shift|Control|Meta|Alt|CapsLock| )$/.test(key);
}

/** What a browser has a use of its own for, and the console another. */
function opensByHabit({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return key === "/" || ((ctrlKey || metaKey) && key.toLowerCase() === "k");
}

/** An answer is on its way whose place shows a skeleton so far. */
export function isPageBusy(): boolean {
  return document.querySelector("main [aria-busy=true]") !== null;
}

function isTextKey({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return !ctrlKey && !metaKey && (key.length === 1 || key === "Backspace");
}

/** Types a key into the field that has the focus, as the browser would have; false while no field has it. Keys without text are spent. */
function typeInto(element: Element | null, key: string): boolean {
  if (!(element instanceof HTMLInputElement) || !takesText(element)) return false;
  const text = key === "Backspace" ? element.value.slice(0, -1) : element.value + (key.length === 1 ? key : "");
  // React overrides the instance's setter; the prototype's reaches it as a person's typing does.
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(element, text);
  element.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}
