"use client";
/**
 * Keys of the page. A binding is one key ("L", "?", "Enter"), a chord with a modifier ("mod+k"; Ctrl, or Cmd on a Mac) or a sequence
 * ("g s"). Later bindings win over earlier ones, so that a panel can take Escape from the page beneath it.
 * Letters do nothing while someone types; keys with a modifier and Escape always count. `useBoundKeys` feeds the help sheet.
 */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import { keyName, SEQUENCE_MS } from "./keyName.ts";

export interface KeyBinding {
  readonly keys: string;
  /** What it does, for the help sheet, as in "Next row". Empty: not listed. */
  readonly does: string;
  /** Returning false passes the key on to the binding below and to the browser. */
  readonly run: (event: KeyboardEvent) => unknown;
}
interface Registry {
  readonly add: (owner: object, bindings: readonly KeyBinding[], beneath: boolean) => () => void;
  readonly all: readonly KeyBinding[];
}
const KeyContext = createContext<Registry | null>(null);

export function KeyProvider({ children }: { children: ReactNode }) {
  const [owners, setOwners] = useState<ReadonlyMap<object, readonly KeyBinding[]>>(new Map());
  const all = useMemo(() => [...owners.values()].flat(), [owners]);
  const current = useRef(all);
  current.current = all;
  useEffect(() => listen(() => current.current), []);
  const add = useMemo<Registry["add"]>(
    () => (owner, bindings, beneath) => {
      setOwners((before) => (beneath ? new Map([[owner, bindings], ...before]) : new Map(before).set(owner, bindings)));
      return () =>
        setOwners((before) => {
          const after = new Map(before);
          after.delete(owner);
          return after;
        });
    },
    [],
  );
  const registry = useMemo(() => ({ add, all }), [add, all]);
  return <KeyContext value={registry}>{children}</KeyContext>;
}

/**
 * Binds keys while the component is mounted (and `enabled`). Handlers may be new functions on every render.
 * `beneath` is for the frame: a page that is loaded whole mounts before it, and yet its keys win.
 */
export function useKeys(bindings: readonly KeyBinding[], enabled = true, beneath = false): void {
  const registry = useContext(KeyContext);
  const add = registry?.add;
  const latest = useRef(bindings);
  latest.current = bindings;
  const signature = bindings.map((binding) => `${binding.keys}\t${binding.does}`).join("\n");
  useEffect(() => {
    if (!enabled || !add) return;
    const stable = signature.split("\n").map((line, index) => {
      const [keys = "", does = ""] = line.split("\t");
      return { keys, does, run: (event: KeyboardEvent) => latest.current[index]?.run(event) };
    });
    return add(stable, stable, beneath);
  }, [add, enabled, beneath, signature]);
}

/** Every binding in force, for the help sheet. */
export function useBoundKeys(): readonly KeyBinding[] {
  return (useContext(KeyContext)?.all ?? []).filter((binding) => binding.does !== "");
}

function listen(bindings: () => readonly KeyBinding[]): () => void {
  let prefix = "";
  let prefixAt = 0;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const key = keyName(event);
    if (!key) return;
    const sequence = prefix && event.timeStamp - prefixAt < SEQUENCE_MS ? `${prefix} ${key}` : key;
    prefix = "";
    const candidates = bindings().filter((binding) => binding.keys === sequence || binding.keys === key);
    for (const binding of candidates.reverse()) {
      if (binding.run(event) === false) continue;
      event.preventDefault();
      return;
    }
    if (bindings().some((binding) => binding.keys.startsWith(`${key} `))) {
      prefix = key;
      prefixAt = event.timeStamp;
    }
  };
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}
