"use client";
/** Reads and keeps a viewer's preferences (./preferences.ts). The only file that writes cookies. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { COOKIE_PREFIX, type PreferenceName, type Preferences, zoneOf } from "./preferences.ts";

interface PreferenceStore {
  readonly preferences: Preferences;
  readonly choose: <K extends keyof Preferences>(name: K, value: Preferences[K]) => void;
}
const PreferenceContext = createContext<PreferenceStore | null>(null);

export function PreferenceProvider({ initial, children }: { initial: Preferences; children: ReactNode }) {
  const [preferences, setPreferences] = useState(initial);
  const choose = useCallback<PreferenceStore["choose"]>((name, value) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous and missing in Firefox and Safari.
    document.cookie = `${COOKIE_PREFIX}${name}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=lax`;
    setPreferences((before) => ({ ...before, [name]: value }));
  }, []);
  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zone && zone !== initial.browserZone) choose("browserZone", zone);
  }, [initial.browserZone, choose]);
  const store = useMemo(() => ({ preferences, choose }), [preferences, choose]);
  return <PreferenceContext value={store}>{children}</PreferenceContext>;
}

function usePreferences(): PreferenceStore {
  const store = useContext(PreferenceContext);
  if (!store) throw new Error("Preferences need a PreferenceProvider above them; app/providers.tsx mounts one.");
  return store;
}

export function usePreference<K extends PreferenceName | "marks">(
  name: K,
): [Preferences[K], (value: Preferences[K]) => void] {
  const { preferences, choose } = usePreferences();
  return [preferences[name], useCallback((value) => choose(name, value), [choose, name])];
}

/** The IANA zone that instants are written in. */
export function useZone(): string {
  return zoneOf(usePreferences().preferences);
}
