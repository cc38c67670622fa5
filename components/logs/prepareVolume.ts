/** The volume that a search answers -> bars by severity, worst at the bottom, where the eye starts; and the sentence above them. */
import { SEVERITY_NAMES, type SeverityName } from "../../server/model/log.ts";
import { SEVERITY_COLORS } from "../charts/palette.ts";
import type { StackInput } from "../charts/prepareStack.ts";
import { formatCountOf, formatRatio } from "../format/formatNumbers.ts";

export interface VolumeBucket {
  readonly startMs: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** Worst first. */
export const SEVERITIES_WORST_FIRST: readonly SeverityName[] = [...SEVERITY_NAMES].reverse();

export function prepareVolume(volume: readonly VolumeBucket[], windowMs: number): StackInput {
  const first = volume[0]?.startMs ?? 0;
  const stepMs = (volume[1]?.startMs ?? first + windowMs) - first;
  const series = SEVERITIES_WORST_FIRST.map((name) => ({
    name,
    color: SEVERITY_COLORS[name] ?? "var(--spark)",
    values: volume.map(({ counts }) => counts[name] ?? 0),
  })).filter(({ values }) => values.some((value) => value > 0));
  return { startMs: first, stepMs, bucketCount: volume.length, series };
}

export interface VolumeTotals {
  readonly all: number;
  readonly bySeverity: Readonly<Partial<Record<SeverityName, number>>>;
}

export function volumeTotals(volume: readonly VolumeBucket[]): VolumeTotals {
  const bySeverity: Partial<Record<SeverityName, number>> = {};
  for (const { counts } of volume) {
    for (const name of SEVERITY_NAMES) {
      const count = counts[name] ?? 0;
      if (count > 0) bySeverity[name] = (bySeverity[name] ?? 0) + count;
    }
  }
  return { all: Object.values(bySeverity).reduce((sum, count) => sum + count, 0), bySeverity };
}

/** From this share of errors on the sentence has the shape of failure: a few are there on any good day. As of traces, none is well. */
const MANY = 0.05;

/** What is true of these records: "412 errors in 38.2 k records (1.1 %)". */
export function volumeSentence({ all, bySeverity }: VolumeTotals): { kind: "ok" | "warn" | "fail"; sentence: string } {
  const failing = (bySeverity.ERROR ?? 0) + (bySeverity.FATAL ?? 0);
  const warning = bySeverity.WARN ?? 0;
  const of = formatCountOf(all, "record");
  if (failing === all) return { kind: "fail", sentence: `${of}, all of them errors` };
  if (failing > 0) {
    const share = failing / all;
    const kind = (bySeverity.FATAL ?? 0) > 0 || share >= MANY ? "fail" : "warn";
    return { kind, sentence: `${formatCountOf(failing, "error")} in ${of} (${formatRatio(share)})` };
  }
  if (warning > 0) return { kind: "warn", sentence: `${of}, no errors, ${formatCountOf(warning, "warning")}` };
  return { kind: "ok", sentence: `${of}, no errors` };
}
