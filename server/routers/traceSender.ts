/**
 * Who sent a group of spans: the service, and the clock that stamped them, from the bytes of the resource.
 * Only string attributes are looked at; a resource without a service name is `unknown_service`.
 */
import {
  HOST_ID,
  HOST_NAME,
  K8S_NODE_NAME,
  K8S_POD_NAME,
  SERVICE_INSTANCE_ID,
  SERVICE_NAME,
  UNKNOWN_SERVICE,
} from "../model/semconv.ts";
import type { ProtobufReader } from "../otlp/protobufReader.ts";

/** First and second field, length-delimited: KeyValue's key and value, AnyValue's string, Resource's attributes. */
const FIRST = 10;
const SECOND = 18;
/** What names the clock that stamped a span, best first; spans of one host share a clock. */
const CLOCK_KEYS = [HOST_ID, HOST_NAME, K8S_NODE_NAME, K8S_POD_NAME, SERVICE_INSTANCE_ID, SERVICE_NAME];

export interface Sender {
  readonly service: string;
  /** Spans with equal text here were stamped by one clock. */
  readonly host: string;
}
export const UNKNOWN_SENDER: Sender = { service: UNKNOWN_SERVICE, host: UNKNOWN_SERVICE };

type Visit = (tag: number, from: number, end: number, fieldFrom: number) => void;

/** Calls `visit` for each field between `from` and `end`, with where its payload and the field itself begin. */
export function eachField(reader: ProtobufReader, from: number, end: number, visit: Visit): void {
  for (let at = from; at < end; ) {
    const fieldFrom = at;
    at = reader.field(at, end);
    visit(reader.tag, reader.payload, at, fieldFrom);
  }
}

/** Service and host of a resource; a store repeats the same resource for many groups, so its bytes are the key. */
export function senderOf(reader: ProtobufReader, from: number, end: number, known: Map<string, Sender>): Sender {
  const key = reader.text(from, end);
  const before = known.get(key);
  if (before) return before;
  const texts = new Map<string, string>();
  eachField(reader, from, end, (tag, at, fieldEnd) => {
    if (tag === FIRST) readTextAttribute(reader, at, fieldEnd, texts);
  });
  const service = texts.get(SERVICE_NAME) || UNKNOWN_SERVICE;
  const clock = CLOCK_KEYS.map((name) => texts.get(name)).find(Boolean);
  const sender = { service, host: clock ?? service };
  known.set(key, sender);
  return sender;
}

function readTextAttribute(reader: ProtobufReader, from: number, end: number, into: Map<string, string>): void {
  let key = "";
  let value: string | null = null;
  eachField(reader, from, end, (tag, at, fieldEnd) => {
    if (tag === FIRST) key = reader.text(at, fieldEnd);
    if (tag !== SECOND) return;
    eachField(reader, at, fieldEnd, (valueTag, valueAt, valueEnd) => {
      if (valueTag === FIRST) value = reader.text(valueAt, valueEnd);
    });
  });
  if (value !== null) into.set(key, value);
}
