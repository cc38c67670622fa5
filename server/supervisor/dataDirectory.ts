/**
 * The data directory: made, proved writable, and held by one supervisor at a time. The lock is a file that names its holder by pid
 * and start, so that a holder who was killed, also across a reboot with the same pid in use again, holds nothing.
 * Errors: UNAVAILABLE when it cannot be written; CONFLICT when another supervisor runs on it.
 */
import {
  accessSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DomainError } from "../errors.ts";
import { startMark } from "./processTable.ts";

interface Holder {
  readonly pid: number;
  readonly started: string;
}

function parseHolder(text: string): Holder | null {
  try {
    const { pid, started } = JSON.parse(text) as Partial<Holder>;
    return typeof pid === "number" && typeof started === "string" ? { pid, started } : null;
  } catch {
    return null;
  }
}

const lives = (holder: Holder | null): holder is Holder => holder !== null && startMark(holder.pid) === holder.started;

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** Like mkdir -p, one level after the other: Node's own recursive form never returns below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  // Passable, not listable: as root, Postgres's own user must get through to its folder; every secret inside is 0600.
  mkdirSync(path, { mode: 0o711 });
}

/** The nearest of a path's ancestors, itself included, that is there and no folder; null when none is. */
function fileInTheWay(path: string): string | null {
  try {
    return statSync(path).isDirectory() ? null : path;
  } catch {
    return dirname(path) === path ? null : fileInTheWay(dirname(path));
  }
}

/** Makes the folder and proves that it can be written. */
export function prepareDataDirectory(path: string): void {
  const file = fileInTheWay(path);
  if (file !== null) {
    throw new DomainError(
      "UNAVAILABLE",
      `The data directory ${path} cannot be used: ${file} is a file, not a folder; move it away, or set CHRONOSCOPE_DATA_DIR to a folder.`,
    );
  }
  try {
    makeFolder(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    const probe = join(path, `.probe-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (cause) {
    const words = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new DomainError(
      "UNAVAILABLE",
      `The data directory ${path} cannot be written (${words}); make it writable for this user, or set CHRONOSCOPE_DATA_DIR to another folder.`,
      { cause },
    );
  }
}

/** Takes the lock whole or not at all: the file appears with its content. False when somebody else has it. */
function take(path: string, mine: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, mine);
  try {
    linkSync(draft, path);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes the lock of a holder that is dead; a lock taken meanwhile by a living one is put back. */
function evict(path: string): void {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (lives(parseHolder(read(aside) ?? ""))) take(path, read(aside) ?? "");
  rmSync(aside, { force: true });
}

/** Holds the directory for this process. Returns what gives it back. */
export function lockDataDirectory(directory: string): () => void {
  const path = join(directory, "supervisor.lock");
  const mine = JSON.stringify({ pid: process.pid, started: startMark(process.pid) ?? "" });
  for (let attempt = 0; attempt < 5; attempt++) {
    if (take(path, mine)) {
      return () => {
        if (read(path) === mine) rmSync(path, { force: true });
      };
    }
    const holder = parseHolder(read(path) ?? "");
    if (lives(holder)) {
      throw new DomainError(
        "CONFLICT",
        `Another Chronoscope (pid ${holder.pid}) already runs on the data directory ${directory}; stop it, or set CHRONOSCOPE_DATA_DIR to another folder.`,
      );
    }
    evict(path);
  }
  throw new DomainError("CONFLICT", `The lock ${path} could not be taken; several starts fight for it.`);
}
