/**
 * What a viewer chose for themself, kept in one cookie each so that the server's first render already looks right.
 * Never anything that a link should carry: that belongs in the URL.
 */
export const PREFERENCES = {
  theme: ["system", "dark", "light"],
  rail: ["wide", "icons"],
  timeBar: ["open", "folded"],
  zone: ["local", "utc"],
} as const;

export type PreferenceName = keyof typeof PREFERENCES;
export type Preferences = { readonly [K in PreferenceName]: (typeof PREFERENCES)[K][number] } & {
  /** The browser's IANA time zone, told by it on its first visit; "UTC" until then. */
  readonly browserZone: string;
  /** Which marks the time bar shows, as components/timebar/markGroups.ts writes it; "" for all. */
  readonly marks: string;
};

export const COOKIE_PREFIX = "chronoscope-";

/** Preferences in these cookies; what is absent or unknown is the first choice of its kind. */
export function readPreferences(cookie: (name: string) => string | undefined): Preferences {
  const chosen = <K extends PreferenceName>(name: K): Preferences[K] => {
    const value = cookie(COOKIE_PREFIX + name);
    const choices: readonly string[] = PREFERENCES[name];
    return (value !== undefined && choices.includes(value) ? value : PREFERENCES[name][0]) as Preferences[K];
  };
  return {
    theme: chosen("theme"),
    rail: chosen("rail"),
    timeBar: chosen("timeBar"),
    zone: chosen("zone"),
    browserZone: knownZone(cookie(`${COOKIE_PREFIX}browserZone`)),
    marks: decodedOr(cookie(`${COOKIE_PREFIX}marks`), ""),
  };
}

/** The zone that instants are written in. */
export function zoneOf(preferences: Pick<Preferences, "zone" | "browserZone">): string {
  return preferences.zone === "utc" ? "UTC" : preferences.browserZone;
}

function decodedOr(text: string | undefined, otherwise: string): string {
  try {
    return decodeURIComponent(text ?? otherwise);
  } catch {
    return otherwise;
  }
}

function knownZone(name: string | undefined): string {
  if (!name) return "UTC";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: decodeURIComponent(name) }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
