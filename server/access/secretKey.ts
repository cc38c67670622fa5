/**
 * The keys that secrets of receivers are sealed with: 32 random bytes in base64, from CHRONOSCOPE_SECRET_KEY or from a file of the data
 * directory that only its owner may read, made when it is asked for first. The database never has them. With both, the setting
 * seals and the file still opens, so that a key may move from one to the other.
 * Errors: UNAVAILABLE with what to do when the file can neither be read nor made.
 */
import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { DomainError } from "../errors.ts";

export const KEY_BYTES = 32;
const FILE = "secret-key";

const keyOf = (text: string): Uint8Array | null => {
  const key = Buffer.from(text.trim(), "base64");
  return key.length === KEY_BYTES ? key : null;
};

/** Two roles may ask at once: the file appears whole, and the first one stays. */
function makeKeyFile(dataDir: string, path: string): void {
  mkdirSync(dataDir, { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString("base64")}\n`, { mode: 0o600 });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!existsSync(path)) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function fileKey(dataDir: string, isMade: boolean): Uint8Array | null {
  const path = join(dataDir, FILE);
  try {
    if (!existsSync(path)) {
      if (!isMade) return null;
      makeKeyFile(dataDir, path);
    }
    const key = keyOf(readFileSync(path, "utf8"));
    if (key) return key;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new DomainError("UNAVAILABLE", `The key of secrets in ${path} can neither be read nor made${code}.`);
  }
  throw new DomainError(
    "UNAVAILABLE",
    `${path} holds no key: it should be ${KEY_BYTES} bytes in base64. Bring it back.`,
  );
}

/** The key that seals first. */
export function secretKeys({ secretKey, dataDir }: Pick<Config, "secretKey" | "dataDir">): readonly Uint8Array[] {
  const file = fileKey(dataDir, secretKey === null);
  return [secretKey, file].filter((key) => key !== null);
}
