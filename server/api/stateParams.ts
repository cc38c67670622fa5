/**
 * Parameters of the state API: instants as RFC 3339 or Unix milliseconds, whole numbers within bounds, lists of known words.
 * Errors: DomainError INVALID with one sentence that says what to send instead; also for a parameter that a path does not know.
 */
import { DomainError } from "../errors.ts";
import { LAST_UNIX_MS } from "../model/time.ts";

const RFC_3339 = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;
const UNIX_MS = /^\d{1,14}$/;

const invalid = (message: string) => new DomainError("INVALID", message);

/** Unix ms of an instant; null when the text is none. A `+` that came as a space, as it does in addresses, is taken as meant. */
export function instantOf(text: string): number | null {
  if (UNIX_MS.test(text)) return Number(text) <= LAST_UNIX_MS ? Number(text) : null;
  const [, day, time, fraction = "", zone] = RFC_3339.exec(text.replace(/ (?=\d{2}:\d{2}$)/, "+")) ?? [];
  if (!day || !time || !zone) return null;
  const local = Date.parse(`${day}T${time}Z`);
  // The 30th of February and hour 24 are read as other days: they are none.
  if (Number.isNaN(local) || new Date(local).toISOString().slice(0, 19) !== `${day}T${time}`) return null;
  const atMs = Date.parse(`${day}T${time}${fraction.slice(0, 4)}${zone.toUpperCase()}`);
  return atMs >= 0 && atMs <= LAST_UNIX_MS ? atMs : null;
}

export const instantText = (atMs: number): string => new Date(atMs).toISOString();
export const instantOrNull = (atMs: number | null): string | null => (atMs === null ? null : instantText(atMs));

export class Params {
  readonly #search: URLSearchParams;
  readonly nowMs: number;
  /** Refuses what is not in `known`. */
  constructor(request: Request, known: readonly string[], nowMs: number) {
    this.#search = new URL(request.url).searchParams;
    this.nowMs = nowMs;
    const strange = [...this.#search.keys()].find((name) => !known.includes(name));
    if (strange !== undefined) {
      throw invalid(`There is no parameter "${strange.slice(0, 100)}" here; there are ${known.join(", ")}.`);
    }
  }

  text(name: string): string | undefined {
    const [text = null, ...more] = this.#search.getAll(name);
    if (more.length > 0) throw invalid(`${name} is given ${more.length + 1} times. Send it once.`);
    return text === null || text === "" ? undefined : text;
  }

  instant(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const atMs = text === "now" ? this.nowMs : instantOf(text);
    if (atMs !== null) return atMs;
    const example = `${name}=${instantText(this.nowMs).slice(0, 19)}Z`;
    throw invalid(
      `"${text.slice(0, 100)}" is no instant. Send ${name} as RFC 3339 with its zone, such as ${example}, or as Unix milliseconds.`,
    );
  }

  /** `from` and `to`: the hour up to now, or up to `to`, unless said otherwise. */
  window(): { startMs: number; endMs: number } {
    const endMs = this.instant("to") ?? this.nowMs;
    const startMs = this.instant("from") ?? Math.max(0, endMs - 3_600_000);
    if (startMs >= endMs) throw invalid("The window ends before it starts: `from` must be earlier than `to`.");
    if (endMs - startMs > 400 * 86_400_000) throw invalid("The window is longer than 400 days. Ask for a shorter one.");
    return { startMs, endMs };
  }

  whole(name: string, bounds: { readonly from: number; readonly to: number; readonly otherwise: number }): number {
    const text = this.text(name);
    if (text === undefined) return bounds.otherwise;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= bounds.from && value <= bounds.to) return value;
    throw invalid(
      `"${text.slice(0, 100)}" is not good for ${name}: send a whole number from ${bounds.from} to ${bounds.to}.`,
    );
  }

  /** Words of a closed list, given several times or with commas between; undefined when none is. */
  words<T extends string>(name: string, known: readonly T[]): T[] | undefined {
    const given = this.#search
      .getAll(name)
      .flatMap((text) => text.split(","))
      .filter(Boolean);
    if (given.length === 0) return undefined;
    return given.map((word) => {
      const found = known.find((one) => one === word);
      if (found !== undefined) return found;
      throw invalid(`"${word.slice(0, 100)}" is not good for ${name}: there are ${known.join(", ")}.`);
    });
  }

  flag(name: string): boolean {
    return this.words(name, ["true", "false"])?.[0] === "true";
  }
}
