/**
 * One form for what was sent and for what came back, so that the two can be compared field by field with types exact: OTLP/JSON
 * objects walked by the schema table. Independent of the transcoder and the decoders: it starts from JSON.parse.
 * Rules: absent, null and proto3's default are the same where the field has no presence; 64-bit integers are decimal strings; ids
 * are lower-case; lists of attributes have no order; keys the schema does not know are left out.
 * Precondition: `parseExact` read the text, so that integers beyond 2^53 kept their digits.
 */
import type { FieldType, MessageType } from "../otlp/schema.ts";

export type Canonical = string | number | boolean | Canonical[] | { [key: string]: Canonical };
type JsonObject = Readonly<Record<string, unknown>>;

/** JSON.parse that gives integers beyond 2^53 as strings; a 64-bit field takes either. */
export function parseExact(text: string): unknown {
  return JSON.parse(
    text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token)),
  );
}

/** Fields whose default value is not the same as their absence: members of a oneof, and `optional` ones. */
const WITH_PRESENCE = new Set(["sum", "min", "max", "asDouble", "asInt"]);
const INTEGERS_OF_64 = new Set(["int64", "uint64", "fixed64", "sfixed64"]);

export function canonical(type: MessageType, value: unknown): { [key: string]: Canonical } {
  const object = isObject(value) ? value : {};
  const fields = type.fields.flatMap((field): [string, Canonical][] => {
    const written = object[field.name];
    if (written === undefined || written === null) return [];
    const kept = fieldOf(field, written);
    return isDefault(kept) && !hasPresence(type, field) ? [] : [[field.name, kept]];
  });
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const hasPresence = (type: MessageType, field: FieldType) =>
  type.name === "AnyValue" ||
  (WITH_PRESENCE.has(field.name) && type.name !== "SummaryDataPoint" && field.type !== "message");

function fieldOf(field: FieldType, written: unknown): Canonical {
  if (!field.repeated) return single(field, written);
  const list = (Array.isArray(written) ? written : [written]).map((item) => single(field, item));
  const unordered = field.message?.name === "KeyValue";
  return unordered ? list.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : list;
}

function single(field: FieldType, written: unknown): Canonical {
  if (field.message) return canonical(field.message, written);
  if (INTEGERS_OF_64.has(field.type))
    return BigInt(typeof written === "number" ? Math.trunc(written) : String(written)).toString();
  if (field.type === "id") return String(written).toLowerCase();
  if (field.type === "enum") return enumNumber(field, written);
  if (field.type === "string" || field.type === "bytes") return String(written);
  if (field.type === "bool") return written === true || written === "true";
  return numberOf(written);
}

/** NaN and the infinities stay words, so that they compare equal to themselves. */
function numberOf(written: unknown): Canonical {
  const number = Number(written);
  return Number.isFinite(number) ? (Object.is(number, -0) ? "-0" : number) : String(number);
}

function enumNumber(field: FieldType, written: unknown): Canonical {
  const named = typeof written === "string" ? field.names.indexOf(written) : -1;
  return named >= 0 ? named : Number(written);
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isDefault(value: Canonical): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === "object") return Object.keys(value).length === 0;
  return value === "" || value === 0 || value === "0" || value === false;
}
