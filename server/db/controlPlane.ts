/**
 * What people decide, behind one object without Prisma's types. The client is loaded with the first question.
 */
import { type AccessTokenRow, createAccessToken, readAccessTokens, revokeAccessToken } from "./accessTokens.ts";
import {
  type Definition,
  type DefinitionDraft,
  type DefinitionKind,
  deleteDefinition,
  readDefinitions,
  readRevisions,
  saveDefinition,
} from "./definitions.ts";
import type { Prisma } from "./prisma.ts";
import { deleteView, readSavedViews, type SavedView, saveView } from "./savedViews.ts";

export interface ControlPlane {
  readAccessTokens(): Promise<AccessTokenRow[]>;
  createAccessToken(name: string, scopes: readonly string[]): Promise<string>;
  revokeAccessToken(id: string): Promise<boolean>;
  readSavedViews(limit: number): Promise<SavedView[]>;
  saveView(view: { id?: string; name: string; path: string; query: string }): Promise<string>;
  deleteView(id: string): Promise<boolean>;
  /** Those in force, by name; `atMs`: those that were in force then. */
  readDefinitions(kind: DefinitionKind, atMs?: number): Promise<Definition[]>;
  /** Newest first. */
  readRevisions(kind: DefinitionKind, id: string): Promise<Definition[]>;
  saveDefinition(draft: DefinitionDraft): Promise<Definition>;
  deleteDefinition(definition: Pick<Definition, "kind" | "id" | "author">): Promise<boolean>;
  close(): Promise<void>;
}

export function createControlPlane(connectionString: string): ControlPlane {
  let loading: Promise<Prisma> | null = null;
  const prisma = () => {
    loading ??= import("./prisma.ts").then(({ createPrisma }) => createPrisma(connectionString));
    return loading;
  };
  return {
    readAccessTokens: async () => readAccessTokens(await prisma()),
    createAccessToken: async (name, scopes) => createAccessToken(await prisma(), name, scopes),
    revokeAccessToken: async (id) => revokeAccessToken(await prisma(), id),
    readSavedViews: async (limit) => readSavedViews(await prisma(), limit),
    saveView: async (view) => saveView(await prisma(), view),
    deleteView: async (id) => deleteView(await prisma(), id),
    readDefinitions: async (kind, atMs) => readDefinitions(await prisma(), kind, atMs),
    readRevisions: async (kind, id) => readRevisions(await prisma(), kind, id),
    saveDefinition: async (draft) => saveDefinition(await prisma(), draft),
    deleteDefinition: async (definition) => deleteDefinition(await prisma(), definition),
    close: async () => (await loading)?.$disconnect(),
  };
}
