/**
 * What a kill -9 leaves of a Postgres: a postmaster without a parent, busy backends without a postmaster (they hold the shared
 * memory, and a new server refuses to start beside them), a postmaster.pid whose pid belongs to somebody else by now.
 * Processes of a data directory are told by their working directory, by `-D` of the postmaster, and by the cluster's name, which
 * leads the title of every backend. All is cleared before a start; nothing of another data directory is touched.
 */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { awaitGone, isAlive, listProcesses, sendSignal } from "./processTable.ts";

export interface PostgresProcess {
  readonly pid: number;
  readonly postmaster: boolean;
}

/** Live processes of the Postgres whose data lie in `dataDirectory` (absolute, links resolved). */
export function findPostgresProcesses(dataDirectory: string, clusterName: string): PostgresProcess[] {
  return listProcesses().flatMap(({ pid, command, directory }) => {
    if (pid === process.pid) return [];
    const postmaster = /^\S*postgres(\.exe)? /.test(command) && ` ${command} `.includes(` -D ${dataDirectory} `);
    const backend = command.startsWith(`postgres: ${clusterName}: `);
    const inside = directory === dataDirectory && /^\S*postgres[: ]/.test(command);
    return postmaster || backend || inside ? [{ pid, postmaster }] : [];
  });
}

async function stopPostmasters(pids: readonly number[]): Promise<void> {
  // Fast shutdown rolls back and writes a checkpoint; a server that cannot (a stuck disk) is stopped harder and recovers later.
  for (const [signal, patienceMs] of [["SIGINT", 4_000] as const, ["SIGQUIT", 2_000] as const]) {
    const left = pids.filter(isAlive);
    for (const pid of left) sendSignal(pid, signal);
    if ((await awaitGone(left, patienceMs)).length === 0) return;
  }
}

async function stopBackends(find: () => number[]): Promise<void> {
  for (const [signal, patienceMs] of [["SIGQUIT", 1_000] as const, ["SIGKILL", 2_000] as const]) {
    const pids = find();
    for (const pid of pids) sendSignal(pid, signal);
    if ((await awaitGone(pids, patienceMs)).length === 0 && find().length === 0) return;
  }
}

/** The pid in the first line of postmaster.pid; null without one. */
export function readPostmasterPid(dataDirectory: string): number | null {
  try {
    const pid = Number(readFileSync(join(dataDirectory, "postmaster.pid"), "utf8").split("\n")[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

/**
 * Stops what is left of an earlier server and removes its lock files. Resolves to what was found, for the log.
 * The caller holds the data directory's lock, so that no server of a living supervisor can be among them.
 */
export async function clearPostgresLeftovers(
  dataDirectory: string,
  clusterName: string,
  socketDirectory: string | null,
): Promise<{ postmasters: number; backends: number; stalePid: number | null }> {
  const found = findPostgresProcesses(dataDirectory, clusterName);
  const stalePid = readPostmasterPid(dataDirectory);
  await stopPostmasters(found.filter(({ postmaster }) => postmaster).map(({ pid }) => pid));
  await stopBackends(() => findPostgresProcesses(dataDirectory, clusterName).map(({ pid }) => pid));
  rmSync(join(dataDirectory, "postmaster.pid"), { force: true });
  if (socketDirectory !== null) {
    rmSync(join(socketDirectory, ".s.PGSQL.5432"), { force: true });
    rmSync(join(socketDirectory, ".s.PGSQL.5432.lock"), { force: true });
  }
  const postmasters = found.filter(({ postmaster }) => postmaster).length;
  return { postmasters, backends: found.length - postmasters, stalePid };
}
