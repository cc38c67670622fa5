/**
 * The state API's forms: what the console is answered (server/routers/stateAnswer.ts), as scripts like to read it: things by kind,
 * instants as RFC 3339, durations in milliseconds. The OpenAPI file (stateOpenApi.ts) says the same as a schema; a test holds both together.
 */
import { thingName } from "../analysis/history/thingNames.ts";
import { HEALTHS, type PropertyValue, type ThingKind, thingOf } from "../model/state.ts";
import type { DiffAnswer, EventView, InFlightAnswer, StateAnswer, ThingView } from "../routers/stateAnswer.ts";
import { changesOf } from "../routers/stateReports.ts";
import type { Frames } from "../store/stateStore.ts";
import { instantOrNull, instantText } from "./stateParams.ts";

const milliseconds = (seconds: number | null) => (seconds === null ? null : rounded(seconds * 1000));
/** Frames keep about four digits: more would be noise. */
const rounded = (value: number) => Number(value.toPrecision(4));
const roundedOrNull = (value: number | null) => (value === null ? null : rounded(value));

const signals = (
  thing: Pick<ThingView, "health" | "reason" | "requestsPerSecond" | "errorRatio" | "p95Seconds" | "saturation">,
) => ({
  health: thing.health,
  reason: thing.reason,
  requestsPerSecond: roundedOrNull(thing.requestsPerSecond),
  errorRatio: roundedOrNull(thing.errorRatio),
  p95Ms: milliseconds(thing.p95Seconds),
  saturation: roundedOrNull(thing.saturation),
});

const textOrNull = (value: PropertyValue | undefined) => (typeof value === "string" ? value : null);
const list = (value: PropertyValue | undefined): readonly string[] =>
  Array.isArray(value) ? value : typeof value === "string" ? [value] : [];

function serviceForm(thing: ThingView) {
  const { versions, regions, instances, ...properties } = thing.properties;
  return {
    name: thing.names[0] ?? "",
    ...signals(thing),
    versions: list(versions),
    regions: list(regions),
    instances: typeof instances === "number" ? instances : null,
    properties,
  };
}

/** `everything`: also `things`, all that exists in one form. */
export function stateForm(answer: StateAnswer, everything: boolean) {
  const of = (kind: ThingKind) => answer.things.filter((thing) => thing.kind === kind);
  return {
    at: instantText(answer.atMs),
    since: instantOrNull(answer.sinceMs),
    toldUntil: instantOrNull(answer.toldUntilMs),
    gap: answer.gap,
    note: answer.note,
    services: of("service").map(serviceForm),
    edges: of("edge").map((thing) => {
      const [from = "", to = "", type = ""] = thing.names;
      return { from, to, type, ...signals(thing) };
    }),
    peers: of("peer").map((thing) => {
      const [type = "", name = ""] = thing.names;
      const { service, resembles } = thing.properties;
      return { name, type, service: textOrNull(service), resembles: textOrNull(resembles), ...signals(thing) };
    }),
    placements: of("placement").map((thing) => {
      const [service = "", region = ""] = thing.names;
      return { service, region, ...signals(thing), properties: thing.properties };
    }),
    ...(everything && { things: answer.things.map(thingForm), omitted: answer.omitted }),
  };
}

const thingForm = (thing: ThingView) => ({
  thing: thing.id,
  kind: thing.kind,
  name: thingName(thing.id),
  ...signals(thing),
  properties: thing.properties,
});

export function eventForm(event: EventView) {
  return {
    id: event.id,
    at: instantText(event.atMs),
    knownAt: instantText(event.knownMs),
    retractedAt: instantOrNull(event.retractedMs),
    kind: event.kind,
    subject: thingName(event.thing),
    thing: event.thing,
    service: event.service,
    title: event.title,
    problem: event.problem,
    changes: changesOf(event),
    detail: event.detail ?? {},
  };
}

export const eventsForm = ({ events, more }: { readonly events: readonly EventView[]; readonly more: boolean }) => ({
  events: events.map(eventForm),
  more,
  /** Send it as `after` to go on. */
  next: more ? (events.at(-1)?.place ?? null) : null,
});

/** A list of numbers per thing, one for each instant. */
export function framesForm(frames: Frames) {
  const { atMs, things } = frames;
  const lineOf = (values: Float32Array, thing: number, factor: number, most = Infinity) =>
    atMs.map((_, step) => {
      const value = values[step * things.length + thing] ?? Number.NaN;
      return Number.isNaN(value) ? null : rounded(Math.min(most, value * factor));
    });
  return {
    at: atMs.map(instantText),
    things: things.map((thing, index) => {
      const { kind } = thingOf(thing);
      return {
        ...{ thing, kind, name: thingName(thing) },
        health: atMs.map((_, step) => HEALTHS[frames.health[step * things.length + index] ?? 0] ?? "unknown"),
        requestsPerSecond: lineOf(frames.requestsPerSecond, index, 1),
        errorRatio: lineOf(frames.errorRatio, index, 1),
        p95Ms: lineOf(frames.p95Seconds, index, 1000),
        saturation: lineOf(frames.saturation, index, 1, 1),
      };
    }),
  };
}

export function diffForm({ a, b, differences, first, changedBack, ...rest }: DiffAnswer) {
  const side = ({ atMs, ...counts }: DiffAnswer["a"]) => ({ at: instantText(atMs), ...counts });
  return {
    a: side(a),
    b: side(b),
    first,
    differences: differences.map((one) => {
      const isSeconds = one.property === "p95Seconds";
      const inMs = (value: PropertyValue | null) =>
        isSeconds && typeof value === "number" ? milliseconds(value) : value;
      return {
        at: instantOrNull(one.atMs),
        change: one.change,
        subject: thingName(one.thing),
        thing: one.thing,
        kind: one.kind,
        title: one.title,
        property: isSeconds ? "p95Ms" : one.property,
        before: inMs(one.before),
        after: inMs(one.after),
        eventKind: one.eventKind,
      };
    }),
    changedBack,
    truncated: rest.truncated,
    swapped: rest.swapped,
    note: rest.note,
  };
}

export function inFlightForm(atMs: number, { traces, total, truncated, settledMs, note }: InFlightAnswer) {
  return {
    at: instantText(atMs),
    traces: traces.map(({ startedMs, endedMs, open, ...trace }) => ({
      ...trace,
      startedAt: instantText(startedMs),
      endedAt: instantOrNull(endedMs),
      open: open.map(({ sinceMs, ...span }) => ({ ...span, since: instantText(sinceMs) })),
    })),
    total,
    truncated,
    settledUntil: instantText(settledMs),
    note,
  };
}
