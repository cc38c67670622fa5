/** What a file of SLOs comes to: definitions, and what of it was not understood, by line and name. Nothing is swallowed. */
import type { SloBody } from "../model/slo.ts";

export interface SloFileProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}
export interface ParsedSloFile {
  readonly slos: readonly SloBody[];
  /** The file is refused when there are any. */
  readonly problems: readonly SloFileProblem[];
  /** Kinds, fields and plugins that have no meaning here; the rest holds without them. */
  readonly notes: readonly SloFileProblem[];
}
