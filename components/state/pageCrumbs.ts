"use client";
/**
 * What a page says about where it is, below its entry in the rail: steps with their addresses, the last of which is the page itself.
 * A page whose address tells enough (a service's name) says nothing; one whose address is an id says the name.
 */
import { useEffect, useSyncExternalStore } from "react";

export interface Crumb {
  readonly text: string;
  /** None: the page itself. */
  readonly href?: string;
}

const NONE: readonly Crumb[] = [];
let crumbs = NONE;
const listeners = new Set<() => void>();

function say(next: readonly Crumb[]): void {
  crumbs = next;
  for (const listener of listeners) listener();
}

/** Says them while the caller is mounted. `usePageCrumbs([{ text: "Rules", href: "/alerts/rules" }, { text: rule.name }])` */
export function usePageCrumbs(wanted: readonly Crumb[]): void {
  const text = JSON.stringify(wanted);
  useEffect(() => {
    const said: readonly Crumb[] = JSON.parse(text);
    say(said);
    return () => {
      if (crumbs === said) say(NONE);
    };
  }, [text]);
}

export const useCrumbs = (): readonly Crumb[] =>
  useSyncExternalStore(
    subscribe,
    () => crumbs,
    () => NONE,
  );

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
