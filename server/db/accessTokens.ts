/**
 * Tokens that open doors. A token is shown once, when it is made; only its SHA-256 is kept.
 */
import { createHash, randomBytes } from "node:crypto";
import type { Prisma } from "./prisma.ts";

export interface AccessTokenRow {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly scopes: readonly string[];
  readonly createdMs: number;
  /** Null: never used. */
  readonly lastUsedMs: number | null;
}

/** Oldest first. */
export async function readAccessTokens(prisma: Prisma): Promise<AccessTokenRow[]> {
  const rows = await prisma.accessToken.findMany({ orderBy: { createdAt: "asc" } });
  return rows.map(({ id, name, hash, scopes, createdAt, lastUsedAt }) => ({
    id,
    name,
    hash,
    scopes,
    createdMs: createdAt.getTime(),
    lastUsedMs: lastUsedAt?.getTime() ?? null,
  }));
}

/** Makes a token with 256 random bits. Resolves to the token itself, which nobody can read again. */
export async function createAccessToken(prisma: Prisma, name: string, scopes: readonly string[]): Promise<string> {
  const token = `chr_${randomBytes(32).toString("base64url")}`;
  const hash = createHash("sha256").update(token).digest("hex");
  await prisma.accessToken.create({ data: { name, hash, scopes: [...scopes] } });
  return token;
}

/** True when there was such a token. */
export async function revokeAccessToken(prisma: Prisma, id: string): Promise<boolean> {
  const { count } = await prisma.accessToken.deleteMany({ where: { id } });
  return count > 0;
}
