/**
 * Which processes live on this machine: /proc on Linux, `ps` elsewhere. A pid alone names nobody, since pids are used again; a
 * process is known by its pid together with when it started.
 * Errors: a process that goes away while it is looked at is left out.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

export interface ProcessEntry {
  readonly pid: number;
  /** Arguments joined by blanks; for a Postgres backend its title, which leads with the cluster's name. */
  readonly command: string;
  /** Working directory; null when it may not be read (another user's process in a container). */
  readonly directory: string | null;
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** Field 3 (state) and field 22 (start, in ticks since boot) of /proc/PID/stat; the name before them may hold anything. */
function readStat(pid: number): { state: string; started: string } | null {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0] ?? "", started: fields[19] ?? "" };
}

/** All live processes; zombies are not alive. */
export function listProcesses(): ProcessEntry[] {
  if (process.platform !== "linux") {
    const listed = execFileSync("ps", ["-axww", "-o", "pid=,command="], { encoding: "utf8" });
    return listed.split("\n").flatMap((line) => {
      const match = /^\s*(\d+)\s+(.*)$/.exec(line);
      return match ? [{ pid: Number(match[1]), command: match[2] ?? "", directory: null }] : [];
    });
  }
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const command = attempt(() => readFileSync(`/proc/${name}/cmdline`, "utf8"));
    if (!command || readStat(Number(name))?.state === "Z") return [];
    return [
      {
        pid: Number(name),
        command: command.replaceAll("\0", " ").trim(),
        directory: attempt(() => readlinkSync(`/proc/${name}/cwd`)),
      },
    ];
  });
}

/** True when a process of this pid runs; a zombie does not. */
export function isAlive(pid: number): boolean {
  if (process.platform === "linux") {
    const stat = readStat(pid);
    return stat !== null && stat.state !== "Z";
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** What tells this process from a later one with the same pid; null when there is none. */
export function startMark(pid: number): string | null {
  if (process.platform === "linux") {
    const boot = attempt(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
    const stat = readStat(pid);
    return stat === null || stat.state === "Z" ? null : `${boot ?? ""}/${stat.started}`;
  }
  const started = attempt(() => execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim());
  return started || null;
}

/** Sends a signal; false when there is nobody to take it. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  return attempt(() => process.kill(pid, signal)) ?? false;
}

/** Waits until none of these processes lives. Resolves to those that still do after `timeoutMs`. */
export async function awaitGone(pids: readonly number[], timeoutMs: number): Promise<number[]> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const left = pids.filter(isAlive);
    if (left.length === 0 || performance.now() > end) return left;
    await delay(20);
  }
}
