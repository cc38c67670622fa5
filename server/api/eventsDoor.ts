/**
 * POST /api/events: what people and pipelines say happened: deploys, feature flags, configurations, notes, chaos. JSON: one event or an
 * array; answered 201 with the stored events. The same sent again is the same event, by `Idempotency-Key`, else by its content.
 * Errors: 400 with what to mend, 405, 413 beyond 256 KiB or 200 events, 415 for what is no JSON; nothing is stored when one of them cannot be read.
 */
import { z } from "zod";
import { unturned } from "../analysis/history/sayNumbers.ts";
import { DomainError } from "../errors.ts";
import { REPORTED_KINDS, type Report, refuseFuture, storeReport, thingOfReport } from "../routers/stateReports.ts";
import { eventView } from "../routers/stateViews.ts";
import { eventForm } from "./stateForms.ts";
import { instantOf } from "./stateParams.ts";
import { refuseMethod, type StateTools } from "./stateRoutes.ts";
import { answer, jsonResponse } from "./tempoResponse.ts";

const LARGEST_BODY = 256 * 1024;
const MOST_EVENTS = 200;
const LONGEST_KEY = 200;

/** Text that is shown to people. */
const words = (options?: { readonly error: () => string }) => z.string(options).overwrite(unturned);
const name = (what: string) =>
  words().trim().min(1, `${what} is empty.`).max(1_024, `${what} is longer than 1,024 characters.`);
const instant = z.union([z.string(), z.number()]).transform((value, context) => {
  const atMs = instantOf(String(value));
  if (atMs !== null) return atMs;
  context.addIssue({
    code: "custom",
    message: "`at` is no instant: send RFC 3339 with its zone, or Unix milliseconds.",
  });
  return z.NEVER;
});
const property = z.union([words().max(4_096), z.number(), z.boolean(), z.null(), z.array(words().max(1_024)).max(100)]);

const eventInput = z.strictObject({
  kind: z
    .enum(REPORTED_KINDS, { error: () => `\`kind\` is one of ${REPORTED_KINDS.join(", ")}.` })
    .default("annotation"),
  at: instant.optional(),
  title: words({ error: () => "`title` is missing: one sentence that says what happened." })
    .trim()
    .min(1, "`title` is empty.")
    .max(300, "`title` is longer than 300 characters; put more into `text`."),
  service: name("`service`").optional(),
  version: name("`version`").optional(),
  region: name("`region`").optional(),
  text: words().max(10_000, "`text` is longer than 10,000 characters.").optional(),
  url: z
    .url({ protocol: /^https?$/, error: () => "`url` is no http(s) address." })
    .max(2_048)
    .optional(),
  author: name("`author`").optional(),
  properties: z
    .record(words().min(1).max(200), property, {
      error: () => "`properties` holds texts, numbers, booleans, lists of texts, or null.",
    })
    .refine((all) => Object.keys(all).length <= 100, "`properties` has more than 100 entries.")
    .optional(),
});
type EventInput = z.infer<typeof eventInput>;

export function answerReport(tools: StateTools & { readonly who: string }, request: Request): Promise<Response> {
  return answer(async () => {
    if (request.method !== "POST") return refuseMethod("POST", " Events are read at /api/state/events.");
    const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
    if (type !== "application/json")
      return refusal(415, "Send JSON, with the header `content-type: application/json`.");
    const body = await readBody(request);
    if (body === null) return refusal(413, "The body is larger than 256 KiB. Send fewer events at once.");
    const said = parseEvents(body);
    if (said.length > MOST_EVENTS) return refusal(413, `${said.length} events are more than 200. Send fewer at once.`);
    const key = keyOf(request, tools.who);
    const reports = said.map((event) => reportOf(event, tools.who));
    for (const report of reports) refuseFuture(report, tools.nowMs);
    const events = [];
    for (const [at, report] of reports.entries()) {
      const known = { tenant: tools.tenant, nowMs: tools.nowMs, key: key && `${key} ${at}` };
      events.push(eventForm(eventView(await storeReport(tools.store, report, known))));
    }
    return jsonResponse({ events }, 201);
  });
}

const refusal = (status: number, message: string) =>
  jsonResponse({ error: status === 413 ? "TOO_LARGE" : "INVALID", message }, status);

/** Null when it is too large; no more than the limit is held. */
async function readBody(request: Request): Promise<string | null> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of request.body ?? []) {
    bytes += part.length;
    if (bytes > LARGEST_BODY) return null;
    parts.push(part);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(parts));
  } catch {
    throw new DomainError("INVALID", "The body is not valid UTF-8.");
  }
}

function parseEvents(body: string): EventInput[] {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new DomainError(
      "INVALID",
      'The body is no JSON. Send an event such as {"title": "payments 2.14.0 deployed"}, or an array of them.',
    );
  }
  const list = Array.isArray(json) ? json : [json];
  if (list.length === 0) throw new DomainError("INVALID", "The array is empty; there is no event in it.");
  return list.slice(0, MOST_EVENTS + 1).map((one, at) => {
    const parsed = eventInput.safeParse(one);
    if (parsed.success) return parsed.data;
    const where = Array.isArray(json) ? `Event ${at + 1}: ` : "";
    throw new DomainError("INVALID", where + sentencesOf(parsed.error));
  });
}

function sentencesOf({ issues }: z.ZodError): string {
  const [first] = issues;
  if (!first) return "The event cannot be read.";
  if (first.code === "unrecognized_keys") {
    return `There is no field ${first.keys.map((key) => `"${key.slice(0, 100)}"`).join(", ")}; put what else there is to say into properties.`;
  }
  if (first.code === "invalid_type" && first.path.length === 0) return "An event is a JSON object with a title.";
  // Zod's own words are for programmers.
  return first.message.startsWith("Invalid input") ? `${first.path.join(".")} has the wrong type.` : first.message;
}

function keyOf(request: Request, who: string): string | null {
  const key = request.headers.get("idempotency-key");
  if (key === null) return null;
  if (key.trim() === "" || key.length > LONGEST_KEY) {
    throw new DomainError("INVALID", "`Idempotency-Key` holds 1 to 200 characters.");
  }
  return `key ${who} ${key}`;
}

function reportOf({ at, service, author, ...rest }: EventInput, who: string): Report {
  const named = author ?? (who === "anybody" ? undefined : who);
  return { ...rest, author: named, atMs: at ?? null, thing: thingOfReport({ service, region: rest.region }) };
}
