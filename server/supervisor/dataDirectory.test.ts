/** The lock of a data directory: one living holder, and none that is dead, whatever its pid is used for now. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockDataDirectory, prepareDataDirectory } from "./dataDirectory.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const lockFile = () => join(folder, "supervisor.lock");

describe("lockDataDirectory", () => {
  it("refuses while the holder lives and names it", () => {
    lockDataDirectory(folder);
    expect(() => lockDataDirectory(folder)).toThrow(`Another Chronoscope (pid ${process.pid}) already runs`);
  });

  it("is free again when given back", () => {
    lockDataDirectory(folder)();
    expect(existsSync(lockFile())).toBe(false);
    lockDataDirectory(folder);
  });

  it("takes the lock of a holder that is dead, also when its pid lives on as somebody else", () => {
    for (const pid of [process.pid, process.ppid, 4_194_303]) {
      writeFileSync(lockFile(), JSON.stringify({ pid, started: "another boot/1" }));
      const release = lockDataDirectory(folder);
      expect(JSON.parse(readFileSync(lockFile(), "utf8")).pid).toBe(process.pid);
      release();
    }
  });

  it("takes a lock that is no lock: cut off by a crash of the machine", () => {
    for (const text of ["", "{", "null", '{"pid":1}']) {
      writeFileSync(lockFile(), text);
      lockDataDirectory(folder)();
    }
  });
});

describe("prepareDataDirectory", () => {
  it("makes every folder on the way", () => {
    const path = join(folder, "a", "b", "c");
    prepareDataDirectory(path);
    expect(existsSync(path)).toBe(true);
  });

  it.runIf(process.platform === "linux")("says at once that a folder cannot be made where the kernel has none", () => {
    writeFileSync(join(folder, "notes"), "");
    for (const path of [join(folder, "notes"), join(folder, "notes", "data")]) {
      expect(() => prepareDataDirectory(path)).toThrow(`${join(folder, "notes")} is a file, not a folder`);
    }
    expect(() => prepareDataDirectory("/proc/nope/data")).toThrow(/\/proc\/nope\/data cannot be written/);
  });
});
