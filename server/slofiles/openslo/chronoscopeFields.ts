/**
 * What OpenSLO has no field for, kept in `metadata.annotations` under `chronoscope.*`: the owner, indicators over spans, alerting, an SLA.
 * Values are JSON, which is YAML, so they are read by the same fields as the rest and wrong ones are named with their line.
 */

import type { Node } from "yaml";
import { LineCounter, parseDocument } from "yaml";
import { DEFAULT_ALERTING } from "../../analysis/slo/sloDefaults.ts";
import {
  type Indicator,
  type PenaltyTier,
  SLO_OPERATORS,
  type Sla,
  type SloAlerting,
  type SloBody,
  type SloSubject,
} from "../../model/slo.ts";
import { Fields, FileReport } from "../fileFields.ts";

export const ANNOTATION = "chronoscope.";

/** An annotation's JSON as fields; null when it is not there or no JSON. Problems are told at the annotation. */
export function annotationFields(annotations: Fields | null, name: string): Fields | null {
  const key = `${ANNOTATION}${name}`;
  const text = annotations?.text(key) ?? null;
  if (annotations === null || text === null) return null;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const report = new AnnotationReport(annotations, key, lines);
  const fields = document.errors.length > 0 ? null : Fields.of(document, document.contents as Node | null, key, report);
  if (fields === null) annotations.problem(key, `${key} must be a JSON object`);
  return fields;
}

/** Tells at the annotation's own place. */
class AnnotationReport extends FileReport {
  readonly #tell: (message: string, isProblem: boolean) => void;
  constructor(annotations: Fields, key: string, lines: LineCounter) {
    super(lines);
    this.#tell = (message, isProblem) =>
      isProblem ? annotations.problem(key, message) : annotations.note(key, message);
  }
  override problem(_at: number, message: string): void {
    this.#tell(message, true);
  }
  override note(_at: number, message: string): void {
    this.#tell(message, false);
  }
}

export function readIndicator(fields: Fields): Indicator | null {
  const kind = fields.text("kind");
  if (kind === "availability" || kind === "latency") {
    const subject = readSubject(fields.fields("subject"));
    const thresholdSeconds = kind === "latency" ? fields.number("thresholdSeconds") : 0;
    const countsErrors = kind === "latency" ? (fields.flag("countsErrors") ?? false) : false;
    if (subject === null || thresholdSeconds === null)
      return refuse(fields, "an indicator needs its subject, and latency a threshold");
    return kind === "latency" ? { kind, subject, thresholdSeconds, countsErrors } : { kind, subject };
  }
  if (kind === "ratio") {
    const [good, bad, total] = [fields.text("good"), fields.text("bad"), fields.text("total")];
    return { kind, good, bad, total, isRatio: fields.flag("isRatio") ?? false };
  }
  if (kind === "threshold") {
    const query = fields.text("query");
    const operator = SLO_OPERATORS.find((each) => each === fields.text("operator"));
    const value = fields.number("value");
    if (query !== null && operator !== undefined && value !== null) return { kind, query, operator, value };
    return refuse(fields, "a threshold needs query, operator and value");
  }
  return refuse(fields, `the indicator kind "${kind ?? ""}" is not known here`);
}

function refuse(fields: Fields, message: string): null {
  fields.problem("kind", message);
  return null;
}

function readSubject(fields: Fields | null): SloSubject | null {
  const kind = fields?.text("kind");
  const read = (name: string) => fields?.text(name) ?? null;
  if (kind === "service") {
    const service = read("service");
    return service === null ? null : { kind, service };
  }
  if (kind === "operation") {
    const [service, spanName, spanKind] = [read("service"), read("spanName"), read("spanKind")];
    return service === null || spanName === null || spanKind === null ? null : { kind, service, spanName, spanKind };
  }
  const client = read("client");
  if (client === null) return null;
  if (kind === "caller") return { kind, client };
  const server = kind === "edge" ? read("server") : null;
  return kind === "edge" && server !== null ? { kind, client, server } : null;
}

/** What it does not say is as by default. */
export function readAlerting(fields: Fields): SloAlerting {
  const spent = fields.fields("spent");
  const [ratio, hours] = [spent?.number("ratio") ?? null, spent?.number("hours") ?? null];
  return {
    burnRates: fields.flag("burnRates") ?? DEFAULT_ALERTING.burnRates,
    exhaustionHours: fields.number("exhaustionHours"),
    spent: ratio === null || hours === null ? null : { ratio, hours },
    minimumBadEvents: fields.number("minimumBadEvents") ?? DEFAULT_ALERTING.minimumBadEvents,
    minimumEvents: fields.number("minimumEvents") ?? DEFAULT_ALERTING.minimumEvents,
    absentMinutes: fields.number("absentMinutes"),
  };
}

export function readSla(fields: Fields): Sla {
  const tiers = fields.list("tiers", "a tier").flatMap((tier): PenaltyTier[] => {
    const [belowRatio, penaltyRatio] = [tier.number("belowRatio"), tier.number("penaltyRatio")];
    if (belowRatio !== null && penaltyRatio !== null) return [{ belowRatio, penaltyRatio }];
    tier.problem("belowRatio", "a tier needs belowRatio and penaltyRatio");
    return [];
  });
  return {
    customer: fields.text("customer") ?? "",
    monthlyFee: fields.number("monthlyFee"),
    currency: fields.text("currency") ?? "EUR",
    tiers,
  };
}

/** Annotations of what OpenSLO's own fields cannot say; `isPlain`: its indicator can be said by them. */
export function writeAnnotations(body: SloBody, isPlain: boolean): Record<string, string> {
  const { owner, labels, indicator, alerting, sla } = body;
  const entries: Record<string, string | null> = {
    owner: owner === (labels.owner ?? labels.team ?? "") ? null : owner,
    indicator: isPlain ? null : JSON.stringify(indicator),
    alerting: JSON.stringify(alerting),
    sla: sla === null ? null : JSON.stringify(sla),
  };
  return Object.fromEntries(
    Object.entries(entries).flatMap(([name, value]) => (value === null ? [] : [[`${ANNOTATION}${name}`, value]])),
  );
}
