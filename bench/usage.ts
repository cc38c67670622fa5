/**
 * What processes use, from the kernel's accounts (/proc): processor time, and memory as the sum of Pss, in which shared pages count
 * once in all. Null where the system has no such accounts, or keeps them from this user.
 */
import { readFileSync } from "node:fs";

const TICKS_PER_SECOND = 100;

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** A process and all below it. */
export const treeOf = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(treeOf)];

/** CPU seconds of this process and of its children that have ended. */
function ownSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return [11, 12, 13, 14].reduce((sum, i) => sum + Number(fields[i]), 0) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

export const cpuSecondsOf = (pids: readonly number[]) => pids.reduce((sum, pid) => sum + ownSeconds(pid), 0);

/** Bytes. */
export function pssOf(pids: readonly number[]): number | null {
  let sum = 0;
  for (const pid of pids) {
    try {
      const kibibytes = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1];
      sum += Number(kibibytes ?? 0) * 1024;
    } catch (error) {
      // A process that has just ended is no reason to know nothing.
      if (error instanceof Error && "code" in error && error.code === "EACCES") return null;
    }
  }
  return sum > 0 ? sum : null;
}
