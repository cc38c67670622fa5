/**
 * Makes the data directory of the embedded Postgres, whole or not at all: initdb works in a folder beside it, which takes its
 * name only when done, so that a kill in the middle leaves nothing half made. Refuses data of another major version.
 */
import { execFile } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { DomainError } from "../errors.ts";
import type { PostgresBinaries } from "./postgresBinaries.ts";
import type { PostgresUser } from "./postgresUser.ts";

export interface ClusterPlan {
  readonly data: string;
  readonly socket: string | null;
  readonly password: string;
  readonly binaries: PostgresBinaries;
  readonly user: PostgresUser;
  readonly durable: boolean;
}

/** Throws CONFLICT when the data were written by another major version. */
export function refuseOtherVersion(data: string, major: string): void {
  const found = readFileSync(join(data, "PG_VERSION"), "utf8").trim();
  if (found === major) return;
  throw new DomainError(
    "CONFLICT",
    `The data in ${data} were written by PostgreSQL ${found}, and this Chronoscope brings PostgreSQL ${major}, which cannot read them. ` +
      `Keep them with a PostgreSQL ${found} server of your own and set DATABASE_URL to it, or move the folder away to start empty.`,
  );
}

function makeFolder(path: string, mode: number, user: PostgresUser): void {
  mkdirSync(path, { recursive: true, mode });
  if (user.ids) chownSync(path, user.ids.uid, user.ids.gid);
}

async function runInitdb(plan: ClusterPlan, target: string): Promise<void> {
  const passwordFile = `${target}.password`;
  writeFileSync(passwordFile, `${plan.password}\n`, { mode: 0o600 });
  if (plan.user.ids) chownSync(passwordFile, plan.user.ids.uid, plan.user.ids.gid);
  const { program, args, ...ids } = plan.user.command(plan.binaries.initdb, [
    `--pgdata=${target}`,
    "--username=chronoscope",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    ...(plan.durable ? [] : ["--no-sync"]),
  ]);
  try {
    await promisify(execFile)(program, args, {
      ...ids,
      cwd: "/",
      env: { NODE_ENV: process.env.NODE_ENV, PATH: process.env.PATH, LC_MESSAGES: "C" },
    });
  } catch (cause) {
    const words = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim().split("\n").slice(-3) : [];
    throw new DomainError("UNAVAILABLE", `initdb could not make ${target}: ${words.join(" / ") || String(cause)}`, {
      cause,
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Makes the cluster unless it is there, and the folder of its socket. */
export async function initialiseCluster(plan: ClusterPlan): Promise<void> {
  if (plan.socket !== null) makeFolder(plan.socket, 0o700, plan.user);
  if (existsSync(join(plan.data, "PG_VERSION"))) {
    refuseOtherVersion(plan.data, plan.binaries.major);
    return;
  }
  const unfinished = `${plan.data}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  makeFolder(unfinished, 0o700, plan.user);
  await runInitdb(plan, unfinished);
  renameSync(unfinished, plan.data);
}
