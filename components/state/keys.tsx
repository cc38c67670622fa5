"use client";
/**
 * Keys of the page. A binding is one key ("L", "?", "Enter"), a chord with a modifier ("mod+k"; Ctrl, or Cmd on a Mac) or a sequence
 * ("g s"). Later bindings win over earlier ones, so that a panel can take Escape from the page beneath it.
 * Letters do nothing while someone types; keys with a modifier and Escape always count. Keys pressed before the page listened count
 * too (./keyListener.ts). `useBoundKeys` feeds the help sheet.
 */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { KeyBinding } from "./keyDispatch.ts";
import { type KeyListener, listenToKeys } from "./keyListener.ts";

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
  const listener = useRef<KeyListener | null>(null);
  useEffect(() => {
    listener.current = listenToKeys(() => current.current);
    return () => listener.current?.stop();
  }, []);
  useEffect(() => {
    if (all.length > 0) listener.current?.changed();
  }, [all]);
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
      const run = (event: KeyboardEvent) => latest.current[index]?.run(event);
      return { keys, does, opensField: latest.current[index]?.opensField, run };
    });
    return add(stable, stable, beneath);
  }, [add, enabled, beneath, signature]);
}

/** Every binding in force, for the help sheet. */
export function useBoundKeys(): readonly KeyBinding[] {
  return (useContext(KeyContext)?.all ?? []).filter((binding) => binding.does !== "");
}
