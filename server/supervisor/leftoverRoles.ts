/**
 * Roles that a killed supervisor left behind: they drain by themselves when its channel closes, but hold their ports for a moment.
 * The supervisor notes their pids with their starts, and the next one waits for them or ends them.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { awaitGone, sendSignal, startMark } from "./processTable.ts";

type Noted = Record<string, { pid: number; started: string }>;

const pathIn = (directory: string) => join(directory, "roles.json");

/** Notes a role's pid, or that it is gone. */
export function createRoleNotes(directory: string): (role: string, pid: number | null) => void {
  const noted: Noted = {};
  return (role, pid) => {
    const started = pid === null ? null : startMark(pid);
    if (pid === null || started === null) delete noted[role];
    else noted[role] = { pid, started };
    writeFileSync(pathIn(directory), JSON.stringify(noted));
  };
}

/** Ends what is left of the roles noted before: asks, waits, then kills. Resolves to how many there were. */
export async function endLeftoverRoles(directory: string, patienceMs = 2_000): Promise<number> {
  let noted: Noted = {};
  try {
    noted = JSON.parse(readFileSync(pathIn(directory), "utf8")) as Noted;
  } catch {
    return 0;
  }
  const pids = Object.values(noted).flatMap(({ pid, started }) => (startMark(pid) === started ? [pid] : []));
  for (const pid of pids) sendSignal(pid, "SIGTERM");
  const left = await awaitGone(pids, patienceMs);
  for (const pid of left) sendSignal(pid, "SIGKILL");
  await awaitGone(left, 2_000);
  return pids.length;
}
