/**
 * What people do with definitions of SLOs: save, clone, delete, switch off, look at what was. Those that a file provisions are changed there.
 * Errors: INVALID with a sentence for what cannot be, CONFLICT for a name that is taken or a save meanwhile, NOT_FOUND.
 */
import { LONGEST_SLO_NAME, sloProblems } from "../analysis/slo/sloDefaults.ts";
import type { Definition } from "../db/definitions.ts";
import { type EnabledSlo, readSlo, type StoredSlo } from "../db/sloBody.ts";
import { DomainError } from "../errors.ts";
import type { SloBody } from "../model/slo.ts";
import { checkTypes } from "../promql/checkTypes.ts";
import { parseQuery } from "../promql/parse.ts";
import { isPromQlError } from "../promql/promQlError.ts";
import { fillWindow } from "../series/slo/terms.ts";
import type { TrpcContext } from "../trpc.ts";
import type { SloRevision } from "./sloAnswer.ts";

type Db = TrpcContext["db"];

/** Whatever else stands in an address is a name, or nothing. */
export const isSloId = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
const KIND = "slo";

export interface SavedSlo {
  readonly id: string;
  readonly name: string;
  readonly revision: number;
}
const savedSlo = ({ id, name, revision }: Definition): SavedSlo => ({ id, name, revision });

export interface SloDraft {
  readonly id?: string | undefined;
  /** The one that was looked at. */
  readonly revision?: number | undefined;
  readonly body: SloBody;
  readonly isEnabled: boolean;
  readonly author: string;
}

/** All that stands in the way of saving, in sentences. */
export function problemsOf(body: SloBody): { field: string; message: string }[] {
  return [...sloProblems(body), ...expressionProblems(body)];
}

function expressionProblems({ indicator }: SloBody): { field: "indicator"; message: string }[] {
  if (indicator.kind !== "ratio" && indicator.kind !== "threshold") return [];
  const queries = indicator.kind === "ratio" ? [indicator.good, indicator.bad, indicator.total] : [indicator.query];
  return queries.flatMap((query) => {
    if (query === null) return [];
    try {
      const type = checkTypes(parseQuery(fillWindow(query, "5m")));
      if (type === "vector" || type === "scalar") return [];
      return [{ field: "indicator" as const, message: `An expression gives a ${type}; it must give numbers.` }];
    } catch (error) {
      if (!isPromQlError(error)) throw error;
      return [{ field: "indicator" as const, message: `An expression cannot be read: ${error.message}.` }];
    }
  });
}

function refuseBad(body: SloBody): void {
  const problems = problemsOf(body);
  if (problems.length > 0) throw new DomainError("INVALID", problems.map(({ message }) => message).join(" "));
}

export async function saveSlo(db: Db, { id, revision, body, isEnabled, author }: SloDraft): Promise<SavedSlo> {
  refuseBad(body);
  if (id !== undefined) await ownSlo(db, id);
  const stored: StoredSlo = { ...body, file: null, isEnabled };
  const which = { ...(id !== undefined && { id }), ...(revision !== undefined && { revision }) };
  return savedSlo(await db.saveDefinition({ kind: KIND, name: body.name, body: stored, author, ...which }));
}

/** The newest revision of one that the console may change. */
async function ownSlo(db: Db, id: string): Promise<EnabledSlo> {
  const { slo } = await newestSlo(db, id);
  if (slo?.file)
    throw new DomainError("INVALID", `This SLO comes from the file ${slo.file}. Change it there, or clone it.`);
  if (!slo) throw new DomainError("INVALID", "This SLO is of a form that is not known. Delete it and make it anew.");
  return slo;
}

async function newestSlo(db: Db, id: string): Promise<{ definition: Definition; slo: EnabledSlo | null }> {
  const [definition] = isSloId(id) ? await db.readRevisions(KIND, id) : [];
  if (!definition || definition.isDeleted) throw new DomainError("NOT_FOUND", "There is no such SLO (any more).");
  return { definition, slo: readSlo(definition).slo };
}

export function bodyOf({
  id: _id,
  revision: _revision,
  file: _file,
  isEnabled: _enabled,
  ...body
}: EnabledSlo): SloBody {
  return body;
}

/** A copy under a name of its own, which the console may change. */
export async function cloneSlo(
  db: Db,
  { id, name, author }: { readonly id: string; readonly name?: string | undefined; readonly author: string },
): Promise<SavedSlo> {
  const { slo } = await newestSlo(db, id);
  if (!slo) throw new DomainError("INVALID", "This SLO is of a form that is not known, and cannot be cloned.");
  const taken = new Set((await db.readDefinitions(KIND)).map((one) => one.name));
  const body = { ...bodyOf(slo), name: name ?? freeName(slo.name, taken), title: `${slo.title} (copy)` };
  return saveSlo(db, { body, isEnabled: slo.isEnabled, author });
}

/** `checkout-copy`, `checkout-copy-2`, ... */
export function freeName(name: string, taken: ReadonlySet<string>, suffix = "copy"): string {
  for (let i = 1; ; i++) {
    const end = i === 1 ? `-${suffix}` : `-${suffix}-${i}`;
    const candidate = `${name.slice(0, LONGEST_SLO_NAME - end.length)}${end}`;
    if (!taken.has(candidate)) return candidate;
  }
}

export async function enableSlo(
  db: Db,
  { id, isEnabled, author }: { readonly id: string; readonly isEnabled: boolean; readonly author: string },
): Promise<SavedSlo> {
  const slo = await ownSlo(db, id);
  return saveSlo(db, { id, revision: slo.revision, body: bodyOf(slo), isEnabled, author });
}

export async function deleteSlo(db: Db, { id, author }: { readonly id: string; readonly author: string }) {
  const { slo } = await newestSlo(db, id);
  if (slo?.file)
    throw new DomainError("INVALID", `This SLO comes from the file ${slo.file}. Take it out of there to delete it.`);
  return db.deleteDefinition({ kind: KIND, id, author });
}

/** Newest first. */
export async function sloRevisions(db: Db, id: string): Promise<SloRevision[]> {
  const definitions = isSloId(id) ? await db.readRevisions(KIND, id) : [];
  return definitions.map((definition) => {
    const { revision, author, savedMs, isDeleted } = definition;
    const { slo } = readSlo(definition);
    const body = slo === null ? null : bodyOf(slo);
    return { revision, author, savedMs, isDeleted, isEnabled: slo?.isEnabled ?? false, body };
  });
}
