/**
 * Label sets: what tells one series from another.
 * Shape: names and values in one flat list, ascending by name (by UTF-16 code units), no name twice, no empty value (an empty
 * value is the same as no label). Immutable; the key is made once and equal exactly when the labels are.
 * Source: Prometheus data model.
 */
export const METRIC_NAME = "__name__";

export class Labels {
  /** name 0, value 0, name 1, value 1, ... */
  readonly flat: readonly string[];
  private keyCache: string | null = null;

  private constructor(flat: readonly string[]) {
    this.flat = flat;
  }

  static readonly EMPTY = new Labels([]);

  /** From pairs in any order; of a name that occurs twice the last counts. */
  static of(pairs: Iterable<readonly [string, string]>): Labels {
    const byName = new Map<string, string>();
    for (const [name, value] of pairs) byName.set(name, value);
    return Labels.fromMap(byName);
  }

  private static fromMap(byName: ReadonlyMap<string, string>): Labels {
    const names = [...byName.keys()].filter((name) => byName.get(name) !== "").sort(byCodeUnit);
    return new Labels(names.flatMap((name) => [name, byName.get(name) ?? ""]));
  }

  get size(): number {
    return this.flat.length / 2;
  }

  get key(): string {
    this.keyCache ??= JSON.stringify(this.flat);
    return this.keyCache;
  }

  get metricName(): string {
    return this.get(METRIC_NAME);
  }

  /** "" when absent. */
  get(name: string): string {
    for (let i = 0; i < this.flat.length; i += 2) if (this.flat[i] === name) return this.flat[i + 1] ?? "";
    return "";
  }

  *entries(): Generator<readonly [string, string]> {
    for (let i = 0; i < this.flat.length; i += 2) yield [this.flat[i] ?? "", this.flat[i + 1] ?? ""];
  }

  /** Keeps only labels for which `keep` is true. */
  filter(keep: (name: string) => boolean): Labels {
    const flat: string[] = [];
    for (let i = 0; i < this.flat.length; i += 2) {
      const name = this.flat[i] ?? "";
      if (keep(name)) flat.push(name, this.flat[i + 1] ?? "");
    }
    return flat.length === this.flat.length ? this : new Labels(flat);
  }

  only(names: ReadonlySet<string>): Labels {
    return this.filter((name) => names.has(name));
  }

  without(names: ReadonlySet<string>): Labels {
    return this.filter((name) => !names.has(name));
  }

  /** With these labels set; an empty value takes the label away. */
  with(pairs: Iterable<readonly [string, string]>): Labels {
    const [first, ...more] = pairs;
    if (first && more.length === 0) return this.withOne(first[0], first[1]);
    const byName = new Map<string, string>(this.entries());
    for (const [name, value] of first ? [first, ...more] : []) byName.set(name, value);
    return Labels.fromMap(byName);
  }

  /** What buckets of histograms are made with, tens of thousands at a time. */
  private withOne(name: string, value: string): Labels {
    let at = 0;
    while (at < this.flat.length && (this.flat[at] ?? "") < name) at += 2;
    const isThere = this.flat[at] === name;
    if (!isThere && value === "") return this;
    const flat = this.flat.slice();
    flat.splice(at, isThere ? 2 : 0, ...(value === "" ? [] : [name, value]));
    return new Labels(flat);
  }
}

function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const LEGACY_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const LEGACY_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** As Prometheus writes a series: `name{a="b"}`; names that need it are quoted (`{"my.metric", "a.b"="c"}`). */
export function formatLabels(labels: Labels): string {
  const name = labels.metricName;
  const parts: string[] = [];
  if (name !== "" && !LEGACY_METRIC.test(name)) parts.push(JSON.stringify(name));
  for (const [key, value] of labels.entries()) {
    if (key === METRIC_NAME) continue;
    parts.push(`${LEGACY_NAME.test(key) ? key : JSON.stringify(key)}=${JSON.stringify(value)}`);
  }
  const head = LEGACY_METRIC.test(name) ? name : "";
  return parts.length === 0 && head !== "" ? head : `${head}{${parts.join(", ")}}`;
}
