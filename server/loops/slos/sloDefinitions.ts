/**
 * The definitions of SLOs, read again every few seconds: which are new, changed, gone. Bodies are parsed once per revision.
 * Errors: the database's. A definition that cannot be read is left out; whoever lists SLOs names it.
 */
import type { ControlPlane } from "../../db/controlPlane.ts";
import { countsAlike, type EnabledSlo, readSlo } from "../../db/sloBody.ts";

export type DefinitionsDb = Pick<
  ControlPlane,
  "readDefinitions" | "readRevisions" | "saveDefinition" | "deleteDefinition"
>;

export class SloDefinitions {
  private known = new Map<string, EnabledSlo>();

  constructor(private readonly db: DefinitionsDb) {}

  /** Those in force, by name. */
  async read(): Promise<readonly EnabledSlo[]> {
    const definitions = await this.db.readDefinitions("slo");
    const next = new Map<string, EnabledSlo>();
    for (const definition of definitions) {
      const before = this.known.get(definition.id);
      const slo = before?.revision === definition.revision ? before : readSlo(definition).slo;
      if (slo) next.set(definition.id, slo);
    }
    this.known = next;
    return [...next.values()];
  }

  /** Whether what this revision counted is what the SLO counts. */
  async isCountedAs(slo: EnabledSlo, revision: number): Promise<boolean> {
    if (slo.revision === revision) return true;
    const counted = (await this.db.readRevisions("slo", slo.id)).find((one) => one.revision === revision);
    const before = counted ? readSlo(counted).slo : null;
    return before !== null && countsAlike(before, slo);
  }
}
