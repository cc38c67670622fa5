/**
 * SLOs that each discovered service could have, from what its last days show: the strictest of the usual objectives that it would have
 * held, and for latency the shortest bound of the connector's buckets under which 99 % of its requests stayed. They start where
 * things stand: a promise that is broken on its first day teaches nobody anything.
 * Units: counts over the days looked at; ratios 0..1.
 */
import { sayDigits } from "../analysis/history/sayNumbers.ts";
import { sayObjective } from "../analysis/slo/burnPairs.ts";
import { saySlo } from "../analysis/slo/saySlo.ts";
import { DEFAULT_ALERTING, DEFAULT_WINDOW } from "../analysis/slo/sloDefaults.ts";
import { nominalPeriodMs } from "../analysis/slo/sloWindows.ts";
import { countsAlike, type EnabledSlo, readSlo } from "../db/sloBody.ts";
import { domainCode } from "../errors.ts";
import { DURATION_SCALE, EXPLICIT_BOUNDS_SECONDS, type ServiceSeries } from "../model/derived.ts";
import type { Indicator, SloBody } from "../model/slo.ts";
import { sloNameOf } from "../slofiles/sloNames.ts";
import type { SloPreset } from "./sloAnswer.ts";
import type { SloContext } from "./sloCounts.ts";
import { type SavedSlo, saveSlo } from "./sloSaving.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const LOOKED_AT_MS = 7 * DAY_MS;
const OBJECTIVES = [0.9995, 0.999, 0.995, 0.99, 0.95, 0.9] as const;
const LATENCY_OBJECTIVE = 0.99;
const FEW_FAILURES = 20;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** By service; availability before latency. Services that answer no requests have none. */
export async function sloPresets(ctx: SloContext, atMs: number): Promise<SloPreset[]> {
  const window = { startMs: Math.max(0, atMs - LOOKED_AT_MS), endMs: atMs };
  const [services, definitions] = await Promise.all([
    ctx.store.readServices({ tenant: ctx.tenant, window, stepMs: HOUR_MS }),
    ctx.db.readDefinitions("slo"),
  ]);
  const known = definitions.flatMap((definition) => readSlo(definition).slo ?? []);
  const answering = services.series.filter(({ entry, calls }) => entry && sum(calls) > 0);
  const byName = answering.toSorted((a, b) => a.service.localeCompare(b.service));
  return byName.flatMap((series) => {
    const days = Math.max(1, series.calls.filter((count) => count > 0).length * services.stepMs) / DAY_MS;
    return presetsOf(series, days).map((preset) => withExisting(preset, known));
  });
}

type Found = Omit<SloPreset, "existing">;

function presetsOf(series: ServiceSeries, days: number): Found[] {
  const events = sum(series.calls);
  const goodRatio = 1 - sum(series.errors) / events;
  const subject = { kind: "service", service: series.service } as const;
  const objective = OBJECTIVES.find((candidate) => goodRatio >= candidate) ?? OBJECTIVES[OBJECTIVES.length - 1] ?? 0.9;
  const available = presetOf(
    { ...named(series.service, "availability", "succeeds"), indicator: { kind: "availability", subject }, objective },
    { goodRatio, events, days },
  );
  const quick = quickEnough(series);
  if (quick === null) return [available];
  const { seconds, ratio } = quick;
  const indicator: Indicator = { kind: "latency", subject, thresholdSeconds: seconds, countsErrors: false };
  const words = named(series.service, "latency", `answers within ${saySeconds(seconds)}`);
  return [
    available,
    presetOf({ ...words, indicator, objective: LATENCY_OBJECTIVE }, { goodRatio: ratio, events, days }),
  ];
}

const saySeconds = (seconds: number) => (seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds} s`);

function named(service: string, what: string, does: string): Pick<SloBody, "name" | "title" | "service"> {
  const title = `${service.slice(0, 1).toUpperCase()}${service.slice(1)} ${does}`;
  return { name: sloNameOf(service, what), title, service };
}

/** The shortest bound that keeps the objective. Only buckets that lie wholly below it are sure. */
function quickEnough({ duration }: ServiceSeries): { seconds: number; ratio: number } | null {
  const counts = new Map<number, number>();
  let total = 0;
  for (const { zero, index, count } of duration) {
    total += zero + sum(count);
    counts.set(Number.NEGATIVE_INFINITY, (counts.get(Number.NEGATIVE_INFINITY) ?? 0) + zero);
    index.forEach((bucket, i) => {
      counts.set(bucket, (counts.get(bucket) ?? 0) + (count[i] ?? 0));
    });
  }
  const upTo = (seconds: number) => {
    let within = 0;
    for (const [bucket, count] of counts) if (2 ** ((bucket + 1) / 2 ** DURATION_SCALE) <= seconds) within += count;
    return within / total;
  };
  if (total === 0) return null;
  const seconds = EXPLICIT_BOUNDS_SECONDS.find((bound) => upTo(bound) >= LATENCY_OBJECTIVE);
  return seconds === undefined ? null : { seconds, ratio: upTo(seconds) };
}

function presetOf(
  chosen: Pick<SloBody, "name" | "title" | "service" | "indicator" | "objective">,
  observed: SloPreset["observed"],
): Found {
  const body: SloBody = {
    ...{ ...chosen, description: "", owner: "", labels: {} },
    ...{ window: DEFAULT_WINDOW, slices: null, alerting: DEFAULT_ALERTING, sla: null },
  };
  const { goodRatio, events, days } = observed;
  const held = sayObjective(Math.floor(goodRatio * 1e6) / 1e6);
  const over =
    days >= 1.5 ? `${sayDigits(Math.round(days))} days` : `${sayDigits(Math.max(1, Math.round(days * 24)))} h`;
  const isHeld = goodRatio >= body.objective;
  const sentence = isHeld
    ? `${held} over the last ${over}: ${sayObjective(body.objective)} would have held.`
    : `${held} over the last ${over}: not even ${sayObjective(body.objective)} would have held.`;
  const allowed = Math.floor((events / days) * (nominalPeriodMs(body.window) / DAY_MS) * (1 - body.objective));
  const lowTraffic =
    allowed < FEW_FAILURES ? `Low traffic: about ${sayDigits(allowed)} failures fit into the window.` : null;
  return { body, promise: saySlo(body), observed, sentence, lowTraffic };
}

function withExisting(preset: Found, known: readonly EnabledSlo[]): SloPreset {
  const same = known.find((slo) => countsAlike(slo, preset.body) || slo.name === preset.body.name);
  return { ...preset, existing: same?.name ?? null };
}

export interface CreatedPresets {
  readonly saved: readonly SavedSlo[];
  readonly problems: readonly { readonly name: string; readonly message: string }[];
}

/** Those of these names that are proposed now and are not there yet. What is there meanwhile is told, not overwritten. */
export async function createPresets(
  ctx: SloContext,
  { names, author }: { readonly names: readonly string[]; readonly author: string },
  atMs: number,
): Promise<CreatedPresets> {
  const wanted = new Set(names);
  const saved: SavedSlo[] = [];
  const problems: { name: string; message: string }[] = [];
  for (const { body, existing } of await sloPresets(ctx, atMs)) {
    if (!wanted.delete(body.name)) continue;
    if (existing !== null) problems.push({ name: body.name, message: `${existing} counts the same already.` });
    else {
      try {
        saved.push(await saveSlo(ctx.db, { body, isEnabled: true, author }));
      } catch (error) {
        if (domainCode(error) !== "CONFLICT" || !(error instanceof Error)) throw error;
        problems.push({ name: body.name, message: error.message });
      }
    }
  }
  for (const name of wanted) problems.push({ name, message: "This is not proposed (any more)." });
  return { saved, problems };
}
