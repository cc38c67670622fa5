/**
 * How `npm run demo -- scenario NAME` speaks to the demo that runs: a door on loopback whose port and secret are in a file that
 * only the owner may read.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Episode } from "./scenarios/all.ts";
import { endedMs, scenarioNamed } from "./scenarios/all.ts";

interface Door {
  readonly port: number;
  readonly secret: string;
}

const doorPath = (dataDir: string) => join(dataDir, "demo", "door.json");

/** Opens the door; `begin` starts a scenario by name or throws a sentence. */
export async function openDoor(
  dataDir: string,
  begin: (name: string, lastsMs: number | null) => Episode,
): Promise<{ close(): void }> {
  const secret = randomBytes(24).toString("base64url");
  const server: Server = createServer((incoming, outgoing) => {
    const answer = (status: number, value: object) => {
      outgoing.writeHead(status, { "content-type": "application/json" });
      outgoing.end(JSON.stringify(value));
    };
    const [, name, lasts] = /^\/scenarios\/([\w-]+)(?:\?lastsMs=(\d+))?$/.exec(incoming.url ?? "") ?? [];
    if (incoming.headers.authorization !== `Bearer ${secret}`) return answer(401, { message: "The secret is wrong." });
    if (incoming.method !== "POST" || !name) return answer(404, { message: "POST /scenarios/NAME begins a scenario." });
    try {
      return answer(200, begin(name, lasts === undefined ? null : Number(lasts)));
    } catch (error) {
      return answer(409, { message: error instanceof Error ? error.message : String(error) });
    }
  });
  await new Promise<void>((opened, failed) => {
    server.once("error", failed);
    server.listen(0, "127.0.0.1", opened);
  });
  const { port } = server.address() as AddressInfo;
  mkdirSync(join(dataDir, "demo"), { recursive: true });
  writeFileSync(doorPath(dataDir), JSON.stringify({ port, secret }), { mode: 0o600 });
  return {
    close: () => {
      rmSync(doorPath(dataDir), { force: true });
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Asks the running demo to begin a scenario; answers what to tell the user. Throws a sentence when that cannot be. */
export async function askForScenario(dataDir: string, name: string, lastsMs: number | null): Promise<string> {
  const scenario = scenarioNamed(name);
  let door: Door;
  try {
    door = JSON.parse(readFileSync(doorPath(dataDir), "utf8"));
  } catch {
    throw new Error(`No demo is running with the data directory ${dataDir}; start it with \`npm run demo\`.`);
  }
  const headers = { authorization: `Bearer ${door.secret}` };
  const query = lastsMs === null ? "" : `?lastsMs=${lastsMs}`;
  const answer = await fetch(`http://127.0.0.1:${door.port}/scenarios/${name}${query}`, {
    method: "POST",
    headers,
  }).catch(() => {
    throw new Error("The demo does not answer; is it still running?");
  });
  const body = (await answer.json()) as Partial<Episode> & { message?: string };
  if (answer.status !== 200) throw new Error(body.message ?? `The demo answered ${answer.status}.`);
  const time = (ms: number) => new Date(ms).toISOString().slice(11, 19);
  const startMs = body.startMs ?? 0;
  return `${name} begins at ${time(startMs)} and ends at ${time(endedMs({ scenario: name, startMs, earlierMs: body.earlierMs ?? 0 }))} UTC: ${scenario.title}.`;
}
