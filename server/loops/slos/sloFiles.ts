/**
 * The files of a folder that define SLOs (`.yml`, `.yaml`, also in folders within), read again when one of them changes. They are read
 * together, since OpenSLO's documents refer to each other.
 * Errors: none; a folder or a file that cannot be read is told as trouble, and what it defined stays as it was.
 */
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { SloBody } from "../../model/slo.ts";
import { parseSloFiles, type SloFileText } from "../../slofiles/readSloFiles.ts";
import type { SloTrouble } from "../../store/sloStore.ts";

const LARGEST_FILE_BYTES = 10 * 1024 * 1024;
const MOST_FILES = 5_000;
const IS_SLO_FILE = /\.ya?ml$/;

export interface FileSlo {
  readonly file: string;
  readonly body: SloBody;
}
export interface ReadFolder {
  readonly slos: readonly FileSlo[];
  /** Files of which nothing can be said now: what they defined before stays. */
  readonly refused: ReadonlySet<string>;
  /** The whole folder cannot be read: nothing is to be changed. */
  readonly isLost: boolean;
  readonly troubles: readonly SloTrouble[];
}

export class SloFiles {
  private seen = "";

  constructor(private readonly folder: string) {}

  /** Null: nothing changed since the last time. */
  async refresh(): Promise<ReadFolder | null> {
    try {
      const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => !entry.isDirectory() && IS_SLO_FILE.test(entry.name));
      const names = files.map((entry) => relative(this.folder, join(entry.parentPath, entry.name))).sort();
      const stats = await Promise.all(names.map((name) => stat(join(this.folder, name)).catch(() => null)));
      const seen = JSON.stringify(names.map((name, i) => [name, stats[i]?.mtimeMs, stats[i]?.size, stats[i]?.ino]));
      if (seen === this.seen) return null;
      const read = await this.read(names.slice(0, MOST_FILES));
      this.seen = seen;
      return names.length > MOST_FILES ? tooMany(read, this.folder) : read;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const message = `The folder of SLOs cannot be read: ${why}`;
      this.seen = "";
      return { slos: [], refused: new Set(), isLost: true, troubles: [trouble(this.folder, null, message)] };
    }
  }

  private async read(names: readonly string[]): Promise<ReadFolder> {
    const texts: SloFileText[] = [];
    const troubles: SloTrouble[] = [];
    for (const file of names) {
      const text = await textOf(join(this.folder, file));
      if (typeof text === "string") texts.push({ file, text });
      else troubles.push(trouble(file, null, text.message));
    }
    const read = parseSloFiles(texts);
    for (const { file, problems, notes } of read)
      for (const { line, message } of [...problems, ...notes]) troubles.push(trouble(file, line, message));
    const refused = new Set(troubles.filter(({ line }) => line === null).map(({ file }) => file ?? ""));
    for (const { file, problems } of read) if (problems.length > 0) refused.add(file);
    const slos = read.flatMap(({ file, slos: bodies }) => bodies.map((body) => ({ file, body })));
    return { slos, refused, isLost: false, troubles };
  }
}

const trouble = (file: string, line: number | null, message: string): SloTrouble => ({
  slo: null,
  file,
  line,
  message,
});

function tooMany(read: ReadFolder, folder: string): ReadFolder {
  const message = `There are more than ${MOST_FILES} files; the rest is not read.`;
  return { ...read, troubles: [...read.troubles, trouble(folder, null, message)] };
}

async function textOf(path: string): Promise<string | { readonly message: string }> {
  try {
    if ((await stat(path)).size > LARGEST_FILE_BYTES) return { message: "The file is larger than 10 MiB." };
    return await readFile(path, "utf8");
  } catch (error) {
    return { message: `The file cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}
