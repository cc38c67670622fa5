/**
 * What a section of the benchmark is given: a place to put its figures, and whether only to try itself. Figures are printed as
 * they come and kept for RESULTS.md; nothing else writes there.
 */
import type { Bar } from "./bars.ts";

export interface Figure {
  readonly name: string;
  readonly measured: string;
  readonly bar: Bar;
}

export interface Bench {
  /** A short form that shows that the section works; its figures mean nothing and are not kept. */
  readonly quick: boolean;
  figure(name: string, measured: string, bar?: Bar): void;
}

/** A section's figures, printed under its name. */
export function createBench(section: string, quick: boolean): Bench & { readonly figures: readonly Figure[] } {
  const figures: Figure[] = [];
  return {
    quick,
    figures,
    figure: (name, measured, bar = {}) => {
      figures.push({ name, measured, bar });
      const bars = [bar.goal && `goal ${bar.goal}`, bar.stretch && `stretch ${bar.stretch}`, bar.seed].filter(Boolean);
      process.stdout.write(`${section} · ${name}: ${measured}${bars.length > 0 ? ` [${bars.join("; ")}]` : ""}\n`);
    },
  };
}

/** The value below which this share of the values lies; 0 for none. Sorts a copy. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const count = (value: number) => Math.round(value).toLocaleString("en-US");
export const mebibytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;

/** `p50 1.2, p95 3.4, p99 5.6 ms (n = 300)`. */
export function spread(values: readonly number[], unit = "ms"): string {
  const at = (share: number) => quantile(values, share).toFixed(1);
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)} ${unit} (n = ${values.length})`;
}

/** How long each of so many runs took, in ms. */
export async function timed(runs: number, work: (run: number) => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let run = 0; run < runs; run++) {
    const from = performance.now();
    await work(run);
    took.push(performance.now() - from);
  }
  return took;
}
