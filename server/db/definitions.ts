/**
 * What people define and change, with every revision kept: SLOs, alert rules, silences, who is told. The body is plain JSON whose form
 * its kind's reader checks; what held at an instant is the revision that was current then.
 * Errors: CONFLICT when the name is taken or somebody else saved meanwhile, NOT_FOUND when there is no such definition.
 */
import { DomainError } from "../errors.ts";
import type { Prisma } from "./prisma.ts";

export const DEFINITION_KINDS = ["slo", "alertRule", "builtinRule", "silence", "notifications"] as const;
export type DefinitionKind = (typeof DEFINITION_KINDS)[number];

export interface Definition {
  readonly id: string;
  readonly kind: DefinitionKind;
  /** Unique among those of its kind that are not deleted. */
  readonly name: string;
  /** From 1. */
  readonly revision: number;
  readonly body: unknown;
  readonly author: string;
  /** When this revision was saved. */
  readonly savedMs: number;
  readonly isDeleted: boolean;
}

export interface DefinitionDraft {
  readonly kind: DefinitionKind;
  /** Absent: a new one. */
  readonly id?: string;
  readonly name: string;
  readonly body: unknown;
  readonly author: string;
  /** The revision that was looked at; another one meanwhile is a CONFLICT. */
  readonly revision?: number;
  /** Of a new one: it is in force since this instant of the past, as if it had been saved then; since now when left out. */
  readonly sinceMs?: number;
}

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly revision: number;
  readonly body: unknown;
  readonly author: string;
  readonly savedAt: Date;
  readonly isDeleted: boolean;
}

function definitionOf({ savedAt, kind, ...row }: Row): Definition {
  const known = DEFINITION_KINDS.find((each) => each === kind);
  if (!known) throw new DomainError("INTERNAL", `There is no kind of definition "${kind}".`);
  const { id, name, revision, body, author, isDeleted } = row;
  return { id, kind: known, name, revision, body, author, isDeleted, savedMs: savedAt.getTime() };
}

/** Those in force, by name; `atMs`: those that were in force at that instant. */
export async function readDefinitions(prisma: Prisma, kind: DefinitionKind, atMs?: number): Promise<Definition[]> {
  const rows = await prisma.definition.findMany({
    where: { kind, ...(atMs === undefined ? { isCurrent: true } : { savedAt: { lte: new Date(atMs) } }) },
    orderBy: [{ name: "asc" }, { id: "asc" }, { revision: "asc" }],
  });
  const newest = new Map<string, Definition>();
  for (const row of rows) {
    const known = newest.get(row.id);
    if (!known || known.revision < row.revision) newest.set(row.id, definitionOf(row));
  }
  return [...newest.values()].filter(({ isDeleted }) => !isDeleted);
}

/** Every revision of one, newest first; empty when there is none. */
export async function readRevisions(prisma: Prisma, kind: DefinitionKind, id: string): Promise<Definition[]> {
  const rows = await prisma.definition.findMany({ where: { kind, id }, orderBy: { revision: "desc" } });
  return rows.map(definitionOf);
}

/** Resolves to the definition as it is saved now. */
export async function saveDefinition(prisma: Prisma, draft: DefinitionDraft): Promise<Definition> {
  const { kind, name, body, author, sinceMs } = draft;
  const id = draft.id ?? crypto.randomUUID();
  const savedAt = draft.id === undefined && sinceMs !== undefined ? new Date(sinceMs) : undefined;
  return await revise(prisma, { kind, id, savedAt }, (current) => {
    if (draft.id !== undefined && current === null) throw notFound(kind);
    if (draft.revision !== undefined && current?.revision !== draft.revision)
      throw new DomainError(
        "CONFLICT",
        "Somebody else saved this meanwhile. Look at what they changed, then save again.",
      );
    return { name, body, author, isDeleted: false };
  });
}

/** Deletes by a last revision, so that the past keeps it. False when there was none. */
export async function deleteDefinition(
  prisma: Prisma,
  { kind, id, author }: { readonly kind: DefinitionKind; readonly id: string; readonly author: string },
): Promise<boolean> {
  const [newest] = await readRevisions(prisma, kind, id);
  if (!newest || newest.isDeleted) return false;
  const { name, body } = newest;
  await revise(prisma, { kind, id }, () => ({ name, body, author, isDeleted: true }));
  return true;
}

type Change = Pick<Definition, "name" | "body" | "author" | "isDeleted">;

async function revise(
  prisma: Prisma,
  { kind, id, savedAt }: Pick<Definition, "kind" | "id"> & { readonly savedAt?: Date | undefined },
  change: (current: Definition | null) => Change,
): Promise<Definition> {
  try {
    return await prisma.$transaction(async (transaction) => {
      const row = await transaction.definition.findFirst({ where: { kind, id, isCurrent: true } });
      const { body, ...changed } = change(row && !row.isDeleted ? definitionOf(row) : null);
      await transaction.definition.updateMany({ where: { kind, id, isCurrent: true }, data: { isCurrent: false } });
      const data = {
        id,
        kind,
        revision: (row?.revision ?? 0) + 1,
        ...changed,
        isCurrent: true,
        ...(savedAt && { savedAt }),
      };
      const json = JSON.parse(JSON.stringify(body));
      return definitionOf(await transaction.definition.create({ data: { ...data, body: json } }));
    });
  } catch (error) {
    throw isTaken(error) ? new DomainError("CONFLICT", "This name is taken. Choose another one.") : error;
  }
}

/** Prisma's code for a unique index that says no. */
const isTaken = (error: unknown) => error instanceof Error && "code" in error && error.code === "P2002";
const notFound = (kind: DefinitionKind) => new DomainError("NOT_FOUND", `There is no such ${WORDS[kind]} (any more).`);
const WORDS: Readonly<Record<DefinitionKind, string>> = {
  slo: "SLO",
  alertRule: "alert rule",
  builtinRule: "built-in rule",
  silence: "silence",
  notifications: "notification settings",
};
