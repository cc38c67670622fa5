/**
 * SLOs from files and as files, for the console: what a text holds before anything is saved, saving what is chosen of it, and OpenSLO or
 * Prometheus rules of what there is.
 * Errors: INVALID for a text with problems, NOT_FOUND; of several SLOs each one's refusal is told, the others are saved.
 */
import { saySlo } from "../analysis/slo/saySlo.ts";
import { DomainError, domainCode } from "../errors.ts";
import type { SloBody } from "../model/slo.ts";
import { writeOpenSlo } from "../slofiles/openslo/writeOpenSlo.ts";
import { writePromRules } from "../slofiles/promRules.ts";
import { parseSloFile } from "../slofiles/readSloFiles.ts";
import type { SloFileProblem } from "../slofiles/sloFile.ts";
import type { TrpcContext } from "../trpc.ts";
import type { SloContext } from "./sloCounts.ts";
import { sloAt } from "./sloOne.ts";
import { bodyOf, type SavedSlo, saveSlo } from "./sloSaving.ts";

export interface ReadSlosAnswer {
  readonly slos: readonly {
    readonly body: SloBody;
    readonly promise: string;
    /** The name is taken. */
    readonly isTaken: boolean;
  }[];
  /** Nothing can be taken while there are any. */
  readonly problems: readonly SloFileProblem[];
  /** What has no meaning here and was left out. */
  readonly notes: readonly SloFileProblem[];
}

export async function readSlos({ db }: Pick<TrpcContext, "db">, text: string): Promise<ReadSlosAnswer> {
  const { slos, problems, notes } = parseSloFile(text);
  const taken = new Set((await db.readDefinitions("slo")).map(({ name }) => name));
  return {
    slos: slos.map((body) => ({ body, promise: saySlo(body), isTaken: taken.has(body.name) })),
    problems: problems.length > 0 || slos.length > 0 ? problems : [NOTHING],
    notes,
  };
}

const NOTHING: SloFileProblem = { line: 1, message: "no SLO of OpenSLO, Sloth or Pyrra stands in this text" };

export interface ImportedSlos {
  readonly saved: readonly SavedSlo[];
  readonly problems: readonly { readonly name: string; readonly message: string }[];
}

/** Those of these names, as SLOs of the console. */
export async function importSlos(
  { db }: Pick<TrpcContext, "db">,
  { text, names, author }: { readonly text: string; readonly names: readonly string[]; readonly author: string },
): Promise<ImportedSlos> {
  const { slos, problems } = parseSloFile(text);
  const [first] = problems;
  if (first) throw new DomainError("INVALID", `Line ${first.line}: ${first.message}.`);
  const saved: SavedSlo[] = [];
  const refused: { name: string; message: string }[] = [];
  for (const body of slos.filter(({ name }) => names.includes(name))) {
    try {
      saved.push(await saveSlo(db, { body, isEnabled: true, author }));
    } catch (error) {
      const code = domainCode(error);
      if ((code !== "CONFLICT" && code !== "INVALID") || !(error instanceof Error)) throw error;
      refused.push({ name: body.name, message: error.message });
    }
  }
  return { saved, problems: refused };
}

export const SLO_FORMATS = ["openslo", "prometheus"] as const;

/** As OpenSLO v1 or as a rule file of Prometheus, as it was defined at the instant. */
export async function exportSlo(
  ctx: SloContext,
  asked: { readonly id: string; readonly atMs: number; readonly format: (typeof SLO_FORMATS)[number] },
): Promise<{ name: string; text: string }> {
  const { slo } = await sloAt(ctx, asked);
  const body = bodyOf(slo);
  return { name: slo.name, text: asked.format === "openslo" ? writeOpenSlo(body) : writePromRules([body]) };
}
