/**
 * Preparations of server/bootstrap.mjs: install, generate, bundle the server, build the pages. Each leaves a stamp in .build (or
 * node_modules) that says what it was made from, and is skipped while that has not changed.
 * Errors: a failing tool's output is shown whole, and the process ends with 1.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** Entry points of the server's bundle: name in .build -> source; one that is not there yet is left out. */
const ENTRIES = {
  main: "server/main.ts",
  role: "server/role.ts",
  demo: "demo/main.ts",
  nezha: "demo/nezha.ts",
  bench: "bench/main.ts",
  eval: "server/eval/main.ts",
  soak: "bench/soak.ts",
};
const PAGE_SOURCES = ["app", "components", "server", "public", "next.config.js", "postcss.config.mjs", "tsconfig.json"];
const SERVER_SOURCES = ["server", "demo", "bench", "tsconfig.json"];
const NOT_SOURCE = /\.(test|bench)\.tsx?$|\.md$|tsconfig\.tsbuildinfo$/;

function filesUnder(path) {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (!entry) return [];
  if (!entry.isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name !== "node_modules" && !name.startsWith("."))
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

/** What these sources are now: a hash over their names and contents, with the Node and the lock file they were built under. */
function markOf(root, sources) {
  const hash = createHash("sha256").update(process.versions.node);
  for (const path of ["package-lock.json", "server/prepare.mjs", ...sources].flatMap((name) =>
    filesUnder(join(root, name)),
  )) {
    if (!NOT_SOURCE.test(path)) hash.update(`${path}\0`).update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}

function unlessStamped(stamp, mark, make) {
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === mark) return;
  rmSync(stamp, { force: true });
  make();
  mkdirSync(join(stamp, ".."), { recursive: true });
  writeFileSync(stamp, mark);
}

/** Runs a tool of the project; its output is shown when it fails, or at once with `loud`. */
function tool(root, say, words, command, args, { environment = {}, loud = false } = {}) {
  const began = performance.now();
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", loud ? 2 : "pipe", loud ? 2 : "pipe"],
    env: { ...process.env, ...environment },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === "win32",
  });
  if (done.status === 0) {
    say(`${words} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    return;
  }
  process.stderr.write(`${done.stdout ?? ""}${done.stderr ?? ""}${done.error ? `${done.error.message}\n` : ""}`);
  say(`it failed at this: ${words}; the lines above say why.`);
  process.exit(1);
}

/** True when every package that this platform must have is there in the version of the lock file, whoever installed it. */
function isInstalled(root, lockText) {
  return Object.entries(JSON.parse(lockText).packages).every(([path, { version, optional, link }]) => {
    if (path === "" || optional || link) return true;
    try {
      return JSON.parse(readFileSync(join(root, path, "package.json"), "utf8")).version === version;
    } catch {
      return false;
    }
  });
}

/** One preparation at a time in one checkout: two installs would take each other's files away. */
function alone(root, say, work) {
  const path = join(root, ".build", "preparing");
  mkdirSync(join(root, ".build"), { recursive: true });
  for (let told = false; ; ) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx" });
      break;
    } catch {
      const holder = Number(existsSync(path) ? readFileSync(path, "utf8") : 0);
      // A file just made may not have its pid in it yet.
      const ageMs = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
      if (!isRunning(holder) && ageMs > 1_000) rmSync(path, { force: true });
      else if (!told) say(`waiting for another preparation (pid ${holder})`);
      told = true;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  const release = () => rmSync(path, { force: true });
  process.once("exit", release);
  work();
  process.off("exit", release);
  release();
}

function isRunning(pid) {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

const nodeTool = (root, path) => join(root, "node_modules", path);

const STEPS = {
  install(root, say) {
    const text = readFileSync(join(root, "package-lock.json"), "utf8");
    const lock = createHash("sha256").update(text).digest("hex");
    unlessStamped(join(root, "node_modules", ".chronoscope-stamp"), lock, () => {
      if (isInstalled(root, text)) return;
      say("installing packages; the first time this takes a minute or two");
      const args = ["--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
      tool(root, say, "installed packages", "npm", ["ci", ...args], { environment: { NODE_ENV: "development" } });
    });
  },
  generate(root, say) {
    const mark = markOf(root, ["prisma/schema.prisma"]);
    unlessStamped(join(root, "server", "db", "generated", ".stamp"), mark, () => {
      const args = [nodeTool(root, "prisma/build/index.js"), "generate", "--no-hints"];
      // The engine that would be downloaded is for Prisma's own migrations; generating needs none.
      const engine = process.platform === "win32" ? process.execPath : "/bin/true";
      const environment = {
        PRISMA_SCHEMA_ENGINE_BINARY: engine,
        CHECKPOINT_DISABLE: "1",
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
      };
      tool(root, say, "generated the Prisma client", process.execPath, args, { environment });
    });
  },
  server(root, say) {
    unlessStamped(join(root, ".build", "server.stamp"), markOf(root, SERVER_SOURCES), () => {
      const present = Object.entries(ENTRIES).filter(([, source]) => existsSync(join(root, source)));
      const began = performance.now();
      // Its library rather than its program: that one is a binary or a script, depending on whether install scripts ran.
      const { buildSync, stop } = createRequire(join(root, "package.json"))("esbuild");
      buildSync({
        absWorkingDir: root,
        entryPoints: Object.fromEntries(present),
        outdir: ".build",
        bundle: true,
        splitting: true,
        platform: "node",
        format: "esm",
        target: "node20.19",
        packages: "external",
        sourcemap: true,
        logLevel: "warning",
      });
      // Its service would stay beside us for as long as we live.
      stop();
      say(`bundled the server (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    });
  },
  pages(root, say) {
    unlessStamped(join(root, ".build", "pages.stamp"), markOf(root, PAGE_SOURCES), () => {
      say("building the pages");
      const environment = { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };
      tool(root, say, "built the pages", process.execPath, [nodeTool(root, "next/dist/bin/next"), "build"], {
        environment,
      });
    });
  },
};

/** Does what is needed of these steps, in order. */
export function prepare(root, needs, say) {
  alone(root, say, () => {
    for (const need of needs) STEPS[need](root, say);
  });
}
