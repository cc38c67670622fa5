/**
 * Answers of PromQL -> what a panel shows: named and coloured series, their usual band, what could not be answered.
 * Shape: values as JSON brings them (numbers, null, "NaN", "+Inf", "-Inf") become numbers or null: what is no number is a gap.
 */
import { usualRange } from "../../server/analysis/usualBand.ts";
import { SERIES_COLORS, slotsApart } from "../charts/palette.ts";
import type { Answers } from "../trpc/client.tsx";
import { seriesNames } from "./legendName.ts";
import type { PanelQuery, PanelSpec } from "./panelSpec.ts";
import { type SeriesStats, seriesStats } from "./seriesStats.ts";

export type RangeAnswer = Answers["metrics"]["range"];
type QueryAnswer = RangeAnswer["answers"][number];

export interface PanelSeries {
  /** Unique within the panel. */
  readonly name: string;
  /** The name with ids in full, where that is another. */
  readonly whole?: string;
  readonly ref: string;
  readonly labels: Readonly<Record<string, string>>;
  /** CSS colour. */
  readonly color: string;
  readonly values: readonly (number | null)[];
  readonly stats: SeriesStats;
  /** Of the time that the page compares with. */
  readonly behind?: boolean;
}

export interface PanelProblem {
  readonly ref: string;
  /** The query as it was asked. */
  readonly expr: string;
  readonly kind: string;
  readonly message: string;
}

export interface PanelPicture {
  readonly startMs: number;
  readonly stepMs: number;
  readonly count: number;
  readonly series: readonly PanelSeries[];
  readonly usual: readonly [low: number, high: number] | null;
  /** The middle of what is usual. */
  readonly usually: number | null;
  /** Series that there are; more than are drawn when they are too many. */
  readonly total: number;
  readonly problems: readonly PanelProblem[];
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  /** The queries with their variables filled in. */
  readonly asked: readonly { readonly ref: string; readonly expr: string }[];
}

/** No chart draws more lines. */
export const MOST_DRAWN = 200;

export function preparePanel(spec: PanelSpec, { startMs, stepMs, count, answers }: RangeAnswer): PanelPicture {
  const queryOf = new Map(spec.queries.map((query) => [query.ref, query]));
  const isBand = ({ ref }: QueryAnswer) => queryOf.get(ref)?.role === "band";
  const lines = answers.filter((answer) => !isBand(answer));
  const bands = answers.filter(isBand);
  const usual = bands.flatMap(({ series }) => series).map(({ values }) => usualRange(values.map(numberOf)))[0] ?? null;
  return {
    startMs,
    stepMs,
    count,
    series: seriesOf(lines, queryOf),
    usual,
    usually: usual && (usual[0] + usual[1]) / 2,
    total: lines.reduce((sum, { total }) => sum + total, 0),
    problems: lines.flatMap(({ ref, expr, problem }) => (problem ? [{ ref, expr, ...problem }] : [])),
    warnings: [...new Set(lines.flatMap(({ warnings }) => warnings))],
    infos: [...new Set(lines.flatMap(({ infos }) => infos))],
    asked: lines.map(({ ref, expr }) => ({ ref, expr })),
  };
}

export function numberOf(value: number | string | null): number | null {
  return typeof value === "number" ? value : null;
}

function seriesOf(answers: readonly QueryAnswer[], queryOf: ReadonlyMap<string, PanelQuery>): PanelSeries[] {
  const rows = answers.flatMap(({ ref, series }) =>
    series.map(({ labels, values }) => ({ ref, labels, values, legend: queryOf.get(ref)?.legend ?? "" })),
  );
  const drawn = rows.slice(0, MOST_DRAWN);
  const told = seriesNames(drawn);
  const names = told.map(({ name }) => name);
  const colors = colorsOf(drawn, names, answers);
  const prepared = drawn.map(({ ref, labels, values }, i) => {
    const known = values.map(numberOf);
    const color = queryOf.get(ref)?.tone === "fail" ? "var(--fail-fill)" : (colors[i] ?? "var(--svc-5)");
    const { name, whole } = told[i] ?? { name: ref, whole: ref };
    const base = { name, ref, labels, color, values: known, stats: seriesStats(known) };
    return whole === name ? base : { ...base, whole };
  });
  // By name within a query: answers come in the order of their size, and lines must not change places as sizes do.
  const place = new Map(answers.map(({ ref }, i) => [ref, i]));
  return prepared.sort(
    (a, b) =>
      (place.get(a.ref) ?? 0) - (place.get(b.ref) ?? 0) || a.name.localeCompare(b.name, "en", { numeric: true }),
  );
}

/**
 * One line a query (p50, p95, p99): colours in the queries' order. Lines that are services: the services' own. All others: by name,
 * kept apart, so that a line has one colour however many come and go beside it.
 */
function colorsOf(
  rows: readonly { readonly ref: string; readonly labels: Readonly<Record<string, string>> }[],
  names: readonly string[],
  answers: readonly QueryAnswer[],
): string[] {
  if (answers.every(({ series }) => series.length <= 1)) {
    const places = answers.map(({ ref }) => ref);
    return rows.map(({ ref }) => SERIES_COLORS[places.indexOf(ref) % SERIES_COLORS.length] ?? "var(--svc-5)");
  }
  const services = rows.map(({ labels }) => labels.service_name ?? "");
  const keys = new Set(services).size === rows.length && !services.includes("") ? services : names;
  const slots = slotsApart([keys]);
  return keys.map((key) => `var(--svc-${slots.get(key) ?? 5})`);
}

export interface Headline {
  /** Which line of several it is; "" of the only one. */
  readonly name: string;
  readonly value: number | null;
  readonly values: readonly (number | null)[];
}

/** The line that stands for the panel: the one that the panel names, its only one, else the one with the greatest last value. */
export function headlineOf(
  { headline }: Pick<PanelSpec, "headline">,
  picture: PanelPicture | undefined,
): Headline | null {
  const now = picture?.series.filter(({ behind }) => !behind) ?? [];
  const last = ({ stats }: PanelSeries) => stats.last ?? Number.NEGATIVE_INFINITY;
  const named = headline === undefined ? undefined : now.find(({ ref }) => ref === headline);
  const chosen =
    named ??
    now.reduce<PanelSeries | undefined>((most, one) => (most && last(most) >= last(one) ? most : one), undefined);
  return chosen ? { name: now.length > 1 ? chosen.name : "", value: chosen.stats.last, values: chosen.values } : null;
}

/** The same panel at another time, laid behind: its series, in the same colours, named with how long ago it was. */
export function layBehind(picture: PanelPicture, before: PanelPicture, agoWords: string): PanelPicture {
  const colors = new Map(picture.series.map(({ name, color }) => [name, color]));
  const behind = before.series.map((series) => ({
    ...series,
    color: colors.get(series.name) ?? series.color,
    name: `${series.name}, ${agoWords}`,
    ...(series.whole && { whole: `${series.whole}, ${agoWords}` }),
    behind: true,
  }));
  return { ...picture, series: [...picture.series, ...behind] };
}
