/**
 * Folders of the benchmark's own and the processes that work in them: ended and removed when a section is over, however it ended
 * (failure, Ctrl-C), and by the next run when this one was killed outright.
 * Shape: `FOLDER/owner.json` names the benchmark's process and its children with their starts, `FOLDER/data` is a data directory
 * of the product, `FOLDER/data/postgres` its Postgres.
 */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clearPostgresLeftovers } from "../server/supervisor/postgresLeftovers.ts";
import { awaitGone, startMark } from "../server/supervisor/processTable.ts";

const PREFIX = "chronoscope-bench-";
const END_MS = 5_000;

interface Named {
  readonly pid: number;
  readonly started: string | null;
}
interface Owner {
  readonly bench: Named;
  readonly children: Named[];
}

const named = (pid: number): Named => ({ pid, started: startMark(pid) });
const lives = ({ pid, started }: Named) => started !== null && startMark(pid) === started;
const owners = new Map<string, Owner>();
const endings = new Set<() => Promise<unknown>>();
let interrupted = false;

const note = (folder: string, owner: Owner) => writeFileSync(join(folder, "owner.json"), JSON.stringify(owner));

/** A new folder that Postgres's user may enter. */
export function makeScratch(): string {
  if (interrupted) throw new Error("interrupted");
  const folder = realpathSync(mkdtempSync(join(tmpdir(), PREFIX)));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, "data"));
  const owner = { bench: named(process.pid), children: [] };
  owners.set(folder, owner);
  note(folder, owner);
  return folder;
}

/** A child in a process group of its own, which ends with this folder. */
export function spawnIn(folder: string, command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, { ...options, detached: true });
  const owner = owners.get(folder);
  if (owner && child.pid) {
    owner.children.push(named(child.pid));
    note(folder, owner);
  }
  return child;
}

/** Something else to end when the benchmark ends early; the answer takes it off the list. */
export function alsoEnd(end: () => Promise<unknown>): () => void {
  endings.add(end);
  return () => endings.delete(end);
}

/** Kills the group of a child that is led by it. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It is gone.
  }
}

async function clear(folder: string, { children }: Owner): Promise<void> {
  // A leader that is gone may have left others in its group; its number is not used again while one of them lives.
  for (const { pid } of children.filter((child) => lives(child) || startMark(child.pid) === null)) killGroup(pid);
  await awaitGone(
    children.filter(lives).map(({ pid }) => pid),
    END_MS,
  );
  await clearPostgresLeftovers(join(folder, "data", "postgres", "data"), "none", null);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** Ends whatever runs in this folder and removes it. */
export async function clearScratch(folder: string): Promise<void> {
  const owner = owners.get(folder);
  if (owner) await clear(folder, owner);
  owners.delete(folder);
}

/** Everything of this run. */
export async function clearAll(): Promise<void> {
  await Promise.allSettled([...endings].map((end) => end()));
  for (const folder of [...owners.keys()]) await clearScratch(folder);
}

/** The same for good: no folder is made after it. */
export function interrupt(): Promise<void> {
  interrupted = true;
  return clearAll();
}

export const isInterrupted = () => interrupted;

/** What runs that were killed outright have left. Resolves to how many folders there were. */
export async function clearAbandoned(): Promise<number> {
  let cleared = 0;
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    try {
      const owner = JSON.parse(readFileSync(join(folder, "owner.json"), "utf8")) as Owner;
      if (lives(owner.bench)) continue;
      await clear(realpathSync(folder), owner);
      cleared++;
    } catch {
      // Not ours to judge: no note of an owner, or another user's.
    }
  }
  return cleared;
}

/** A folder for this work alone, gone when it is over. */
export async function withScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = makeScratch();
  try {
    return await work(folder);
  } finally {
    await clearScratch(folder);
  }
}
