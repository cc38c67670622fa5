/**
 * The state of the system for scripts: /api/state/at, frames, events, diff, inflight and openapi.json. Each reads its parameters, asks
 * the question that the console asks too (server/routers/stateQueries.ts), and answers in the forms of stateForms.ts.
 * Errors: 400 with a sentence for what cannot be read, 404 for other paths, 405 for what is no GET.
 */
import { DomainError } from "../errors.ts";
import { EVENT_KINDS, FRAMED_KINDS, type ThingId, thingId, thingOf } from "../model/state.ts";
import { stateDiffOf } from "../routers/stateDifferences.ts";
import { openTraces, SETTLE_MS } from "../routers/stateInFlight.ts";
import { stateAt, stateEvents } from "../routers/stateQueries.ts";
import type { TelemetryStore } from "../store/telemetryStore.ts";
import { diffForm, eventsForm, framesForm, inFlightForm, stateForm } from "./stateForms.ts";
import { STATE_API } from "./stateOpenApi.ts";
import { Params } from "./stateParams.ts";
import { answer, jsonResponse } from "./tempoResponse.ts";

interface Asked {
  readonly store: TelemetryStore;
  readonly tenant: number;
  readonly params: Params;
}
interface Route {
  readonly params: readonly string[];
  readonly ask: (asked: Asked) => Promise<unknown> | unknown;
}

/** Numbers of one answer: things times instants. */
const MOST_CELLS = 2_000_000;

const ROUTES: Readonly<Record<string, Route>> = {
  at: {
    params: ["at", "asKnownAt", "everything"],
    ask: async ({ store, tenant, params }) => {
      const { nowMs } = params;
      const atMs = params.instant("at") ?? nowMs;
      const everything = params.flag("everything");
      return stateForm(
        await stateAt(store, { tenant, atMs, asKnownAtMs: params.instant("asKnownAt"), nowMs }),
        everything,
      );
    },
  },
  frames: {
    params: ["from", "to", "steps", "kind"],
    ask: async ({ store, tenant, params }) => {
      const window = params.window();
      const steps = params.whole("steps", { from: 1, to: 1_000, otherwise: 60 });
      const kinds = params.words("kind", FRAMED_KINDS) ?? ["service", "peer", "edge"];
      const frames = await store.readFrames({ tenant, window, steps, kinds });
      if (frames.things.length * frames.atMs.length > MOST_CELLS) {
        throw new DomainError(
          "INVALID",
          `${frames.things.length} things at ${frames.atMs.length} instants are too many numbers for one answer. Ask for fewer steps, or for one kind.`,
        );
      }
      return framesForm(frames);
    },
  },
  events: {
    params: [
      "from",
      "to",
      "kind",
      "service",
      "thing",
      "problems",
      "order",
      "limit",
      "after",
      "asKnownAt",
      "withRetracted",
    ],
    ask: async ({ store, tenant, params }) =>
      eventsForm(
        await stateEvents(store, {
          tenant,
          window: params.window(),
          kinds: params.words("kind", EVENT_KINDS),
          things: thingsOf(params),
          problemsOnly: params.flag("problems"),
          order: params.words("order", ["oldest", "newest"])?.[0] ?? "oldest",
          limit: params.whole("limit", { from: 1, to: 5_000, otherwise: 500 }),
          after: params.text("after"),
          asKnownAtMs: params.instant("asKnownAt"),
          withRetracted: params.flag("withRetracted"),
        }),
      ),
  },
  diff: {
    params: ["a", "b", "asKnownAt"],
    ask: async ({ store, tenant, params }) => {
      const aMs = params.instant("a");
      if (aMs === undefined)
        throw new DomainError("INVALID", "Send `a`, the instant to compare with; `b` is now when left out.");
      const { nowMs } = params;
      const bMs = params.instant("b") ?? nowMs;
      return diffForm(await stateDiffOf(store, { tenant, aMs, bMs, asKnownAtMs: params.instant("asKnownAt"), nowMs }));
    },
  },
  inflight: {
    params: ["at", "limit"],
    ask: async ({ store, tenant, params }) => {
      const { nowMs } = params;
      const atMs = params.instant("at") ?? nowMs - SETTLE_MS;
      const limit = params.whole("limit", { from: 1, to: 500, otherwise: 100 });
      return inFlightForm(atMs, await openTraces(store, { tenant, atMs, limit, nowMs }));
    },
  },
  "openapi.json": { params: [], ask: () => STATE_API },
};

/** Of what is no id nothing can have happened: an empty answer would be taken for peace. */
function thingIdOf(text: string): ThingId {
  const { kind } = thingOf(text);
  if (text.startsWith(`${kind}:`)) return text as ThingId;
  const message = `"${text.slice(0, 100)}" is no id of a thing. Send one such as service:checkout; /api/state/at?everything=true lists them.`;
  throw new DomainError("INVALID", message);
}

function thingsOf(params: Params): ThingId[] | undefined {
  const service = params.text("service");
  const thing = params.text("thing");
  if (service === undefined && thing === undefined) return undefined;
  return [
    ...(service === undefined ? [] : [thingId("service", service)]),
    ...(thing === undefined ? [] : [thingIdOf(thing)]),
  ];
}

export interface StateTools {
  readonly store: TelemetryStore;
  readonly tenant: number;
  readonly nowMs: number;
}

/** Answers /api/state/`path`. Throws what is no DomainError. */
export function answerState({ store, tenant, nowMs }: StateTools, request: Request, path: string): Promise<Response> {
  return answer(async () => {
    const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
    if (!route) {
      const known = Object.keys(ROUTES).map((name) => `/api/state/${name}`);
      throw new DomainError("NOT_FOUND", `Nothing is answered here; there are ${known.join(", ")}.`);
    }
    if (request.method !== "GET" && request.method !== "HEAD") return refuseMethod("GET");
    return jsonResponse(await route.ask({ store, tenant, params: new Params(request, route.params, nowMs) }));
  });
}

export function refuseMethod(allow: string, more = ""): Response {
  const message = `Only ${allow} is answered here.${more}`;
  const response = jsonResponse({ error: "INVALID", message }, 405);
  response.headers.set("allow", allow);
  return response;
}
