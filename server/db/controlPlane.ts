/**
 * What people decide, behind one object without Prisma's types. The client is loaded with the first question.
 */
import { type AccessTokenRow, createAccessToken, readAccessTokens, revokeAccessToken } from "./accessTokens.ts";
import { changeBodies } from "./changeBodies.ts";
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
import { openReceivers, resealReceivers, sealReceivers } from "./sealedReceivers.ts";
import type { SecretBox } from "./secretBox.ts";

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
  /** Seals secrets that lie open or under an older key, in every revision. Resolves to how many revisions were changed. */
  sealSecrets(): Promise<number>;
  close(): Promise<void>;
}

/** Without `box` secrets lie as they are: for tools and tests that save none. */
export function createControlPlane(connectionString: string, box: SecretBox | null = null): ControlPlane {
  let loading: Promise<Prisma> | null = null;
  const prisma = () => {
    loading ??= import("./prisma.ts").then(({ createPrisma }) => createPrisma(connectionString));
    return loading;
  };
  const opened = (definition: Definition): Definition =>
    box && definition.kind === "notifications"
      ? { ...definition, body: openReceivers(definition.body, box) }
      : definition;
  const sealed = (draft: DefinitionDraft): DefinitionDraft =>
    box && draft.kind === "notifications" ? { ...draft, body: sealReceivers(draft.body, box) } : draft;
  return {
    readAccessTokens: async () => readAccessTokens(await prisma()),
    createAccessToken: async (name, scopes) => createAccessToken(await prisma(), name, scopes),
    revokeAccessToken: async (id) => revokeAccessToken(await prisma(), id),
    readSavedViews: async (limit) => readSavedViews(await prisma(), limit),
    saveView: async (view) => saveView(await prisma(), view),
    deleteView: async (id) => deleteView(await prisma(), id),
    readDefinitions: async (kind, atMs) => (await readDefinitions(await prisma(), kind, atMs)).map(opened),
    readRevisions: async (kind, id) => (await readRevisions(await prisma(), kind, id)).map(opened),
    saveDefinition: async (draft) => opened(await saveDefinition(await prisma(), sealed(draft))),
    deleteDefinition: async (definition) => deleteDefinition(await prisma(), definition),
    sealSecrets: async () =>
      box ? await changeBodies(await prisma(), "notifications", (body) => resealReceivers(body, box)) : 0,
    close: async () => (await loading)?.$disconnect(),
  };
}
