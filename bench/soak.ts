/**
 * `npm run soak -- MINUTES`: for as long as it is given, kills the real product under load in ever other ways and asks for all that
 * was acknowledged, and between kills throws mutilated requests at its doors. `npm test` does a little of the same.
 * Prints one line a round; ends with 1 at the first loss, or when the product does not come back by itself.
 */
import { randomBytes, randomInt } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseTraceId } from "../server/model/ids.ts";
import { createPostgresStore } from "../server/store/postgres/postgresStore.ts";
import { findPostgresProcesses } from "../server/supervisor/postgresLeftovers.ts";
import { isAlive } from "../server/supervisor/processTable.ts";
import { startLoad } from "../server/testing/load.ts";
import { makeDataDirectory, type RunningProduct, startProduct } from "../server/testing/product.ts";

const DEFAULT_MINUTES = 10;
const HOSTILE_REQUESTS = 300;
const say = (line: string) => process.stdout.write(`${line}\n`);

function connectionString(dataDirectory: string): string {
  const home = join(dataDirectory, "postgres");
  const password = readFileSync(join(home, "password"), "utf8");
  return `postgresql://chronoscope:${password}@127.0.0.1:5432/chronoscope?host=${encodeURIComponent(join(home, "socket"))}`;
}

async function missing(dataDirectory: string, acknowledged: readonly string[]): Promise<string[]> {
  const store = createPostgresStore({ connectionString: connectionString(dataDirectory) });
  const lost: string[] = [];
  for (const hex of acknowledged) {
    const traceId = parseTraceId(hex);
    if (traceId === null || (await store.readTrace({ tenant: 1, traceId })) === null) lost.push(hex);
  }
  await store.close();
  return lost;
}

/** A random part of the product's processes, killed at once; at least one. */
function killSome(product: RunningProduct, dataDirectory: string): string {
  const roles = Object.entries(product.rolePids());
  const server = findPostgresProcesses(join(dataDirectory, "postgres", "data"), "none").map(({ pid }) => pid);
  const all = [
    ["supervisor", product.child.pid ?? 0] as const,
    ...roles,
    ...server.map((pid) => ["postgres", pid] as const),
  ];
  const chosen = all.filter(() => randomInt(2) === 1);
  const victims = chosen.length > 0 ? chosen : all;
  for (const [, pid] of victims) if (isAlive(pid)) process.kill(pid, "SIGKILL");
  return victims.map(([name]) => name).join(" ");
}

/** Requests that no SDK sends: random bytes, cut and flipped ones. Every one must be answered, and never with 500. */
async function beHostile(otlpHttpUrl: string): Promise<void> {
  const types = ["application/x-protobuf", "application/json", "text/plain"];
  for (let i = 0; i < HOSTILE_REQUESTS; i++) {
    const signal = ["traces", "metrics", "logs"][randomInt(3)];
    const body = randomInt(2)
      ? randomBytes(randomInt(1, 2_000))
      : Buffer.from('{"resourceSpans":[{"scopeSpans":'.slice(0, randomInt(1, 32)));
    const headers: Record<string, string> = { "content-type": types[randomInt(3)] ?? "" };
    if (randomInt(4) === 0) headers["content-encoding"] = "gzip";
    const response = await fetch(`${otlpHttpUrl}/v1/${signal}`, { method: "POST", headers, body });
    await response.arrayBuffer();
    if (response.status === 500) throw new Error(`a hostile request was answered 500: ${body.toString("hex")}`);
  }
}

async function round(dataDirectory: string): Promise<{ killed: string; acknowledged: number; backMs: number }> {
  const product = await startProduct({ dataDirectory });
  const load = startLoad(product.otlpHttpUrl);
  await load.acknowledge(randomInt(20, 300));
  const killed = killSome(product, dataDirectory);
  await load.stop();
  if (isAlive(product.child.pid ?? 0)) {
    product.child.kill("SIGKILL");
    await product.exited;
  }
  const began = performance.now();
  const next = await startProduct({ dataDirectory });
  const backMs = Math.round(performance.now() - began);
  if (process.env.SOAK_VERBOSE) say(next.stderr());
  const lost = await missing(dataDirectory, load.acknowledged);
  if (lost.length > 0)
    throw new Error(`${lost.length} acknowledged requests were lost after killing ${killed}: ${lost[0]}`);
  await beHostile(next.otlpHttpUrl);
  next.child.kill("SIGTERM");
  const { code } = await next.exited;
  if (code !== 0) throw new Error(`the product ended with ${code} after SIGTERM`);
  return { killed, acknowledged: load.acknowledged.length, backMs };
}

async function soak(minutes: number): Promise<void> {
  const dataDirectory = makeDataDirectory();
  const end = Date.now() + minutes * 60_000;
  let rounds = 0;
  let kept = 0;
  do {
    const { killed, acknowledged, backMs } = await round(dataDirectory);
    rounds += 1;
    kept += acknowledged;
    say(`round ${rounds}: killed ${killed}; ${acknowledged} acknowledged, none lost; back in ${backMs} ms`);
  } while (Date.now() < end);
  rmSync(dataDirectory, { recursive: true, force: true });
  say(`${rounds} rounds, ${kept} acknowledged requests, 0 lost`);
}

const minutes = Number(process.argv[2] ?? DEFAULT_MINUTES);
if (!(minutes > 0)) {
  process.stderr.write("npm run soak -- MINUTES: give a number of minutes, like 10.\n");
  process.exit(1);
}
soak(minutes).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`soak: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
