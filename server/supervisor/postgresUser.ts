/**
 * Who runs the embedded Postgres. It refuses to run as root, so root starts it as the user `postgres`, made if missing; anybody
 * else runs it themselves. The user `postgres` must reach the data and the binaries through all parent folders; where one of
 * them is private to root (a clone in /root or in a fresh temporary folder), the server keeps root's right to pass through
 * folders and nothing else of root's rights.
 * Errors: UNAVAILABLE with the way out when the user cannot be made or the folders cannot be passed.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DomainError } from "../errors.ts";

const USER = "postgres";

export interface PostgresUser {
  /** Null: whoever runs us. */
  readonly ids: { readonly uid: number; readonly gid: number } | null;
  /** How to start a program as this user, given folders that it must reach. */
  command(program: string, args: readonly string[]): { program: string; args: string[]; uid?: number; gid?: number };
}

function readIds(): { uid: number; gid: number } | null {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${USER}:`));
  if (!line) return null;
  const [, , uid, gid] = line.split(":");
  return { uid: Number(uid), gid: Number(gid) };
}

function makeUser(): { uid: number; gid: number } {
  try {
    if (!/^postgres:/m.test(readFileSync("/etc/group", "utf8"))) execFileSync("groupadd", ["--system", USER]);
    execFileSync("useradd", ["--system", "--gid", USER, "--no-create-home", "--shell", "/usr/sbin/nologin", USER]);
  } catch (cause) {
    throw new DomainError(
      "UNAVAILABLE",
      `Postgres does not run as root, and the user "${USER}" could not be made; create it, start as an ordinary user, or set DATABASE_URL.`,
      { cause },
    );
  }
  const ids = readIds();
  if (!ids) throw new DomainError("UNAVAILABLE", `The user "${USER}" was made but is not in /etc/passwd.`);
  return ids;
}

/** The nearest existing parent (or the path itself) that this user may not pass through; null when the way is free. */
function blockedAt(path: string, ids: { uid: number; gid: number }): string | null {
  for (let at = path; ; at = dirname(at)) {
    const entry = statSync(at, { throwIfNoEntry: false });
    if (entry) {
      const bit = entry.uid === ids.uid ? 0o100 : entry.gid === ids.gid ? 0o010 : 0o001;
      if (!(entry.mode & bit)) return at;
    }
    if (dirname(at) === at) return null;
  }
}

/** The capability to pass through any folder that this process may hand on: reading preferred over overriding. */
function passCapability(): string | null {
  if (process.platform !== "linux") return null;
  if (!existsSync("/usr/bin/setpriv") && !existsSync("/bin/setpriv")) return null;
  const effective = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0";
  const bits = BigInt(`0x${effective}`);
  if (bits & (1n << 2n)) return "dac_read_search";
  return bits & (1n << 1n) ? "dac_override" : null;
}

/** Decides who runs Postgres. `folders` are what that user must reach. Creates the user when root and it is missing. */
export function choosePostgresUser(folders: readonly string[]): PostgresUser {
  if (process.getuid?.() !== 0) {
    return { ids: null, command: (program, args) => ({ program, args: [...args] }) };
  }
  const ids = readIds() ?? makeUser();
  const blocked = folders.map((folder) => blockedAt(folder, ids)).find((at) => at !== null);
  if (blocked === undefined) {
    return { ids, command: (program, args) => ({ program, args: [...args], ...ids }) };
  }
  const capability = passCapability();
  if (capability === null) {
    throw new DomainError(
      "UNAVAILABLE",
      `As root, Postgres runs as the user "${USER}", which may not enter ${blocked}; set CHRONOSCOPE_DATA_DIR to a folder that everybody may pass through (like /var/lib/chronoscope), or run \`chmod o+x ${blocked}\`.`,
    );
  }
  const rights = [`--inh-caps=-all,+${capability}`, `--ambient-caps=-all,+${capability}`];
  const become = [`--reuid=${ids.uid}`, `--regid=${ids.gid}`, "--clear-groups", ...rights, "--"];
  return { ids, command: (program, args) => ({ program: "setpriv", args: [...become, program, ...args] }) };
}
