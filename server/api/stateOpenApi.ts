// Data: the OpenAPI 3.1 description of the state API, answered at /api/state/openapi.json. Held against real answers by
// stateRoutes.test.ts, so that it says what is so; the forms are made in stateForms.ts.
import { TOKEN_SCOPES } from "../access/access.ts";
import { EVENT_KINDS, FRAMED_KINDS, HEALTHS, THING_KINDS } from "../model/state.ts";
import { REPORTED_KINDS } from "../routers/stateReports.ts";

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const orNull = (schema: { readonly type: string }) => ({ ...schema, type: [schema.type, "null"] });
const text = { type: "string" };
const number = { type: "number" };
const count = { type: "integer", minimum: 0 };
const flag = { type: "boolean" };
const instant = { type: "string", format: "date-time" };
const listOf = (items: object) => ({ type: "array", items });
/** All properties are always there unless they are named as optional. */
function objectOf(properties: Readonly<Record<string, object>>, optional: readonly string[] = []) {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required, additionalProperties: false };
}

const signals = {
  health: { enum: HEALTHS, description: "unknown: no data. No data is never healthy." },
  reason: { ...orNull(text), description: "One sentence with the numbers; null when healthy." },
  requestsPerSecond: { ...orNull(number), description: "Over the minute before the instant; null where unknown." },
  errorRatio: { ...orNull(number), description: "0 to 1." },
  p95Ms: { ...orNull(number), description: "95th percentile of durations, milliseconds." },
  saturation: { ...orNull(number), description: "Fullest of what can fill up; 1 is full." },
};
const properties = { type: "object", additionalProperties: ref("PropertyValue") };

const schemas = {
  PropertyValue: { anyOf: [text, number, flag, listOf(text), { type: "null" }] },
  Error: objectOf({ error: text, message: { ...text, description: "What was wrong and what to send instead." } }),
  Service: objectOf({
    ...{ name: text, ...signals, versions: listOf(text), regions: listOf(text) },
    instances: { ...orNull(count), description: "How many instances run; null where none are known." },
    properties,
  }),
  Edge: objectOf({
    from: { ...text, description: 'The caller; "user" stands for callers from outside.' },
    to: text,
    type: {
      ...text,
      description: 'Empty between services, else the type of the peer: "database", "messaging_system", "virtual_node".',
    },
    ...signals,
  }),
  Peer: objectOf({
    ...{ name: text, type: text },
    service: {
      ...orNull(text),
      description:
        "The service that it certainly is: one that sends telemetry of its own. That one's `calledAs` names it.",
    },
    resembles: { ...orNull(text), description: "A service that it may be, which cannot be told for certain." },
    ...signals,
  }),
  Placement: objectOf({ service: text, region: text, ...signals, properties }),
  Thing: objectOf({ thing: text, kind: { enum: THING_KINDS }, name: text, ...signals, properties }),
  State: objectOf(
    {
      at: instant,
      since: { ...orNull(instant), description: "History begins here; null when there is none." },
      toldUntil: {
        ...orNull(instant),
        description: "History is told up to here; up to now, the state is that of then.",
      },
      gap: {
        ...flag,
        description: "Nothing arrived around it: what is shown is the last known, and health is unknown.",
      },
      note: { ...orNull(text), description: "Why nothing is shown, as before the history or ahead; or whose numbers." },
      services: listOf(ref("Service")),
      edges: listOf(ref("Edge")),
      peers: listOf(ref("Peer")),
      placements: listOf(ref("Placement")),
      things: {
        ...listOf(ref("Thing")),
        description: "With everything=true: all that exists, in one form; of no kind more than 30,000.",
      },
      omitted: { ...count, description: "With everything=true: things that were left out for it." },
    },
    ["things", "omitted"],
  ),
  Frames: objectOf({
    at: listOf(instant),
    things: listOf(
      objectOf({
        ...{ thing: text, kind: { enum: THING_KINDS }, name: text, health: listOf({ enum: HEALTHS }) },
        ...{ requestsPerSecond: listOf(orNull(number)), errorRatio: listOf(orNull(number)) },
        ...{ p95Ms: listOf(orNull(number)), saturation: listOf(orNull(number)) },
      }),
    ),
  }),
  Event: objectOf({
    id: text,
    at: { ...instant, description: "When it was true." },
    knownAt: { ...instant, description: "When it became known." },
    retractedAt: { ...orNull(instant), description: "When it was taken back, since later telemetry told otherwise." },
    kind: { enum: EVENT_KINDS },
    subject: { ...text, description: "What it is about, as people call it." },
    thing: { ...text, description: "What it is about, as an id: service:checkout." },
    service: orNull(text),
    title: text,
    problem: { ...flag, description: "Something gets worse by it." },
    changes: listOf(objectOf({ property: text, before: ref("PropertyValue"), after: ref("PropertyValue") })),
    detail: properties,
  }),
  Events: objectOf({
    events: listOf(ref("Event")),
    more: flag,
    next: { ...orNull(text), description: "Send it as `after` to go on." },
  }),
  Side: objectOf({ at: instant, failed: count, degraded: count, healthy: count }),
  Difference: objectOf({
    at: { ...orNull(instant), description: "When it came to be; null for what only drifted." },
    change: {
      enum: ["appeared", "vanished", "version", "health", "rate", "latency", "errors", "configuration", "scale"],
    },
    ...{ subject: text, thing: text, kind: { enum: THING_KINDS }, title: text, property: orNull(text) },
    ...{ before: ref("PropertyValue"), after: ref("PropertyValue"), eventKind: { enum: [...EVENT_KINDS, null] } },
  }),
  Diff: objectOf({
    a: { ...ref("Side"), description: "The earlier instant, and how many services fared how." },
    b: ref("Side"),
    first: { ...orNull(text), description: "What changed first; null when nothing did." },
    differences: listOf(ref("Difference")),
    changedBack: { ...count, description: "Things that changed in between and had changed back." },
    truncated: flag,
    swapped: { ...flag, description: "`a` was the later one." },
    note: { ...orNull(text), description: "As of a state, of either end." },
  }),
  InFlight: objectOf({
    at: instant,
    traces: listOf(
      objectOf({
        ...{ traceId: text, rootService: orNull(text), rootName: orNull(text), startedAt: instant },
        ...{ endedAt: orNull(instant), failed: flag },
        open: {
          ...listOf(objectOf({ spanId: text, service: text, name: text, since: instant })),
          description: "The innermost spans open then: where the request stood.",
        },
      }),
    ),
    total: count,
    truncated: flag,
    settledUntil: {
      ...instant,
      description: "The newest instant of which nearly all requests are known: they are sent once they have ended.",
    },
    note: { ...orNull(text), description: "Of an instant after that." },
  }),
  Report: {
    ...objectOf(
      {
        kind: { enum: REPORTED_KINDS, default: "annotation" },
        at: {
          anyOf: [instant, { type: "integer", description: "Unix milliseconds." }],
          description: "Now when left out.",
        },
        title: { type: "string", minLength: 1, maxLength: 300 },
        ...{ service: text, version: text, region: text, text, url: { type: "string", format: "uri" }, author: text },
        properties: {
          ...properties,
          description: "Of featureFlag and configuration: what has which value now; null takes it away.",
        },
      },
      ["kind", "at", "service", "version", "region", "text", "url", "author", "properties"],
    ),
  },
  Reported: objectOf({ events: listOf(ref("Event")) }),
};

const instantParam = { anyOf: [instant, { type: "integer", description: "Unix milliseconds." }, { const: "now" }] };
interface Parameter {
  readonly name: string;
  readonly in: "query";
  readonly required: boolean;
  readonly description: string;
  readonly schema: object;
}
const param = (name: string, description: string, schema: object, required = false): Parameter => ({
  ...{ name, in: "query", required, description, schema },
});
const known = param(
  "asKnownAt",
  "Tell events and health as they were known then; numbers are today's. Left out: as it is known now.",
  instantParam,
);
const window = [
  param("from", "Start of the window; an hour before its end when left out.", instantParam),
  param("to", "End of the window; now when left out.", instantParam),
];
const json = (schema: object) => ({ content: { "application/json": { schema } } });
const error = (description: string) => ({ description, ...json(ref("Error")) });
const refusals = {
  "400": error("Something cannot be read."),
  "401": error("No token, or none that is known."),
  "403": error("The token has no such right."),
};
const get = (summary: string, parameters: readonly Parameter[], schema: string) => ({
  get: { summary, parameters, responses: { "200": { description: summary, ...json(ref(schema)) }, ...refusals } },
});

export const STATE_API = {
  openapi: "3.1.0",
  info: {
    title: "Chronoscope: the state of the system",
    version: "1",
    description:
      "The whole system at any instant, what happened to it, and what is different between two instants. Instants are RFC 3339 with their zone, or Unix milliseconds.",
  },
  paths: {
    "/api/state/at": get(
      "What exists at an instant, how well it is and why.",
      [
        param("at", "The instant; now when left out.", instantParam),
        known,
        param("everything", "Also `things`.", flag),
      ],
      "State",
    ),
    "/api/state/frames": get(
      "Numbers and health of everything at evenly spread instants.",
      [
        ...window,
        param("steps", "How many instants; the last is the end of the window.", {
          type: "integer",
          minimum: 1,
          maximum: 1000,
          default: 60,
        }),
        param(
          "kind",
          `Kinds of things, with commas between: ${FRAMED_KINDS.join(", ")}; service, peer and edge when left out.`,
          { type: "string" },
        ),
      ],
      "Frames",
    ),
    "/api/state/events": get(
      "What happened in a window.",
      [
        ...window,
        param("kind", `Kinds of events, with commas between: ${EVENT_KINDS.join(", ")}.`, { type: "string" }),
        param("service", "Only about this service.", text),
        param("thing", "Only about the thing of this id.", text),
        param("problems", "Only what made something worse.", flag),
        param("order", "oldest or newest first; oldest when left out.", { enum: ["oldest", "newest"] }),
        param("limit", "Most events of one answer.", { type: "integer", minimum: 1, maximum: 5000, default: 500 }),
        param("after", "`next` of the answer before.", text),
        known,
        param("withRetracted", "Also those that were taken back since.", flag),
      ],
      "Events",
    ),
    "/api/state/diff": get(
      "What is different between two instants, and what changed first.",
      [
        param("a", "One instant.", instantParam, true),
        param("b", "The other; now when left out.", instantParam),
        known,
      ],
      "Diff",
    ),
    "/api/state/inflight": get(
      "Requests under way at an instant, and where each one stood.",
      [
        param("at", "The instant; the newest one that is settled when left out.", instantParam),
        param("limit", "Most traces of the answer.", { type: "integer", minimum: 1, maximum: 500, default: 100 }),
      ],
      "InFlight",
    ),
    "/api/events": {
      post: {
        summary:
          "Reports that something happened: a deploy, a feature flag, a configuration, a note, chaos. Needs a token of scope events:write where tokens are asked for.",
        parameters: [
          {
            ...{ name: "Idempotency-Key", in: "header", required: false, schema: { type: "string", maxLength: 200 } },
            description: "The same key is the same report. Without one, the same content within a minute is.",
          },
        ],
        requestBody: {
          required: true,
          ...json({ anyOf: [ref("Report"), { ...listOf(ref("Report")), maxItems: 200 }] }),
        },
        responses: {
          "201": { description: "The stored events.", ...json(ref("Reported")) },
          ...refusals,
          "413": error("More than 256 KiB or 200 events."),
          "415": error("No JSON."),
        },
      },
    },
  },
  components: {
    schemas,
    securitySchemes: { token: { type: "http", scheme: "bearer", description: `Scopes: ${TOKEN_SCOPES.join(", ")}.` } },
  },
  security: [{}, { token: [] }],
} as const;
