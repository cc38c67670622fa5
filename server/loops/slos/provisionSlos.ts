/**
 * SLOs as files have them -> definitions: made, changed and deleted with the files. The console shows them locked.
 * `sinceMs`: new ones are in force since then, with a past that is written.
 * A name that the console gave before belongs to the console's SLO; the file's is told as trouble. A file that cannot be read now changes
 * nothing.
 * Errors: the database's.
 */
import { type EnabledSlo, isSame, type StoredSlo } from "../../db/sloBody.ts";
import { domainCode } from "../../errors.ts";
import type { SloTrouble } from "../../store/sloStore.ts";
import type { DefinitionsDb } from "./sloDefinitions.ts";
import type { FileSlo, ReadFolder } from "./sloFiles.ts";

export interface Provisioned {
  readonly hasChanged: boolean;
  readonly troubles: readonly SloTrouble[];
}

export async function provisionSlos(
  db: DefinitionsDb,
  folder: ReadFolder,
  known: readonly EnabledSlo[],
  sinceMs?: number,
): Promise<Provisioned> {
  if (folder.isLost) return { hasChanged: false, troubles: folder.troubles };
  const troubles = [...folder.troubles];
  const byName = new Map(known.map((slo) => [slo.name, slo]));
  let hasChanged = false;
  for (const wanted of folder.slos) {
    const outcome = await keep(db, wanted, byName.get(wanted.body.name), sinceMs);
    if (outcome === "changed") hasChanged = true;
    else if (outcome !== "same") troubles.push(outcome);
  }
  const wanted = new Set(folder.slos.map(({ body }) => body.name));
  for (const { id, name, file } of known) {
    if (file === null || wanted.has(name) || folder.refused.has(file)) continue;
    await db.deleteDefinition({ kind: "slo", id, author: authorOf(file) });
    hasChanged = true;
  }
  return { hasChanged, troubles };
}

const authorOf = (file: string) => `file ${file}`;

async function keep(
  db: DefinitionsDb,
  { file, body }: FileSlo,
  known: EnabledSlo | undefined,
  sinceMs: number | undefined,
): Promise<"same" | "changed" | SloTrouble> {
  const taken = (): SloTrouble => {
    const message = `"${body.name}" is the name of an SLO made in the console; rename one of them.`;
    return { slo: body.name, file, line: null, message };
  };
  if (known?.file === null) return taken();
  const stored: StoredSlo = { ...body, file, isEnabled: true };
  if (known) {
    const { id: _id, revision: _revision, ...before } = known;
    if (isSame(before, stored)) return "same";
  }
  const draft = { kind: "slo" as const, name: body.name, body: stored, author: authorOf(file) };
  try {
    await db.saveDefinition(
      known ? { ...draft, id: known.id } : { ...draft, ...(sinceMs !== undefined && { sinceMs }) },
    );
    return "changed";
  } catch (error) {
    if (domainCode(error) !== "CONFLICT") throw error;
    return taken();
  }
}

/** Those of files, where no folder is read any more. */
export function orphans(known: readonly EnabledSlo[]): SloTrouble[] {
  return known.flatMap(({ name, file }) => {
    if (file === null) return [];
    const message = `It came from the file ${file}, and no folder of SLOs is read now (CHRONOSCOPE_SLOS). It stays as it was.`;
    return [{ slo: name, file, line: null, message }];
  });
}
