/**
 * The first thing that runs, on nothing but Node: `node server/bootstrap.mjs start|demo|dev|build|test|bench|eval|soak`.
 * Checks Node, installs what is missing, generates, builds what changed, then runs the built command in this very process.
 * Plain JavaScript without packages, since none may be installed yet. Each preparation is skipped by a stamp when nothing changed:
 * the second start must be ready in seconds.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { prepare } from "./prepare.mjs";

const ROOT = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "..");
const OLDEST = [20, 19];

/** What each command needs before it runs, and what runs then (a file of .build, or one of ours). */
const COMMANDS = {
  start: { needs: ["install", "generate", "server", "pages"], run: "main.js" },
  demo: { needs: ["install", "generate", "server", "pages"], run: "demo.js" },
  dev: { needs: ["install", "generate", "server"], run: "main.js", environment: { CHRONOSCOPE_DEV: "1" } },
  build: { needs: ["install", "generate", "server", "pages"], run: null },
  bench: { needs: ["install", "generate", "server", "pages"], run: "bench.js" },
  eval: { needs: ["install", "generate", "server"], run: "eval.js" },
  soak: { needs: ["install", "generate", "server", "pages"], run: "soak.js" },
  test: { needs: ["install", "generate"], run: null, module: "./runTests.mjs" },
};

function say(sentence) {
  process.stderr.write(`chronoscope: ${sentence}\n`);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  say(`Node ${process.versions.node} is too old; install Node ${OLDEST.join(".")} or newer from https://nodejs.org.`);
  process.exit(1);
}

async function run(name, rest) {
  const command = COMMANDS[name];
  if (!command) {
    say(`"${name ?? ""}" is no command; there are ${Object.keys(COMMANDS).join(", ")}.`);
    process.exit(1);
  }
  process.chdir(ROOT);
  prepare(ROOT, command.needs, say);
  Object.assign(process.env, command.environment);
  if (command.module) {
    const { runTests } = await import(command.module);
    process.exit(await runTests(ROOT, rest));
  }
  if (command.run === null) return;
  const entry = join(ROOT, ".build", command.run);
  if (!existsSync(entry)) {
    say(`\`npm run ${name}\` has nothing to run in this version (${command.run} was not built).`);
    process.exit(1);
  }
  process.argv = [process.argv[0], entry, ...rest];
  await import(pathToFileURL(entry).href);
}

checkNode();
await run(process.argv[2], process.argv.slice(3));
