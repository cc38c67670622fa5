/** Which Chronoscope this is: the version in the manifest of the running copy, whose root is the working directory of every role. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const MANIFEST = z.object({ version: z.string() });

export function readVersion(): string {
  return MANIFEST.parse(JSON.parse(readFileSync(join(process.cwd(), "package.json"), "utf8"))).version;
}
