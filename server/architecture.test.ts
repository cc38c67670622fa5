/**
 * The shape of the house: who may import whom (./architectureTable.ts), how long files and functions may be, and the few things the
 * linter cannot say. A change of design changes these tables; there are no exceptions beside them.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { IS_TEST, MAY_IMPORT, TESTS } from "./architectureTable.ts";

const ROOT = resolve(import.meta.dirname, "..");
const TREES = ["app", "components", "server", "e2e", "demo", "bench"];

/** Where a folder's files stop; the first pattern that matches a path holds. Lines. */
const LONGEST: readonly (readonly [RegExp, number])[] = [
  [/^app\/.*(page|route)\.tsx?$/, 40],
  [/\.test\.tsx?$/, 400],
  [/^server\/(model|analysis)\//, 300],
  [/^server\/(otlp|store)\//, 350],
  [/^server\/routers\//, 200],
  [/^components\//, 250],
  [/./, 400],
];

function filesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === "generated" || name === "node_modules" ? [] : filesOf(path);
    return /\.(ts|tsx|mjs)$/.test(name) && !name.endsWith(".d.ts") ? [relative(ROOT, path)] : [];
  });
}
const FILES = TREES.flatMap((tree) => filesOf(join(ROOT, tree)));

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
}
const IMPORT =
  /^\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  return [...text.matchAll(IMPORT)].map((match) => {
    const target = match[2] ?? match[3] ?? "";
    const local = target.startsWith(".") ? relative(ROOT, resolve(ROOT, dirname(file), target)) : `*${target}`;
    return { target: local, typeOnly: match[1] !== undefined };
  });
}

const within = (path: string, folder: string) =>
  path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);

function ruleOf(file: string): string | undefined {
  return Object.keys(MAY_IMPORT)
    .filter((key) => within(file, key))
    .sort((a, b) => b.length - a.length)[0];
}

function admitted({ target, typeOnly }: Import, file: string, rule: string): boolean {
  const home = rule === "components/" || rule === "app/" ? dirname(file).split("/").slice(0, 2).join("/") : rule;
  if (within(target, home)) return true;
  const allowed = [...(MAY_IMPORT[rule] ?? []), ...(IS_TEST.test(file) ? TESTS : [])];
  return allowed.some((entry) => {
    if (entry.startsWith("types:")) return typeOnly && within(target, entry.slice(6));
    return entry.startsWith("*") ? target.startsWith(entry) : within(target, entry);
  });
}

describe("architecture", () => {
  it("has files to judge", () => {
    expect(FILES.length).toBeGreaterThan(10);
  });

  it("imports only what the table admits", () => {
    const wrong = FILES.flatMap((file) => {
      const rule = ruleOf(file);
      if (!rule) return [`${file}: no rule of the table covers it`];
      return importsOf(file)
        .filter((found) => !admitted(found, file, rule))
        .map((found) => `${file} imports ${found.target}${found.typeOnly ? " (type)" : ""}`);
    });
    expect(wrong).toEqual([]);
  });

  it("keeps files short", () => {
    const long = FILES.filter((file) => !readFileSync(join(ROOT, file), "utf8").startsWith("// Data")).flatMap(
      (file) => {
        const lines = readFileSync(join(ROOT, file), "utf8").split("\n").length - 1;
        const stop = LONGEST.find(([pattern]) => pattern.test(file))?.[1] ?? 400;
        return lines > stop ? [`${file}: ${lines} lines, ${stop} at most`] : [];
      },
    );
    expect(long).toEqual([]);
  });

  it("keeps clocks, chance and the outside world out of the pure folders", () => {
    const wrong = FILES.filter(
      (file) => /^server\/(model|otlp|analysis)\//.test(file) && !file.endsWith(".test.ts"),
    ).filter((file) =>
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\bBuffer\b(?!s)|\bconsole\./.test(
        readFileSync(join(ROOT, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ""),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it("opens every file with what it is for", () => {
    const bare = FILES.filter(
      (file) =>
        !/^(#!.*\n)?("use client";\n+)?(import "server-only";\n+)?\/[*/]/.test(readFileSync(join(ROOT, file), "utf8")),
    );
    expect(bare).toEqual([]);
  });
});
