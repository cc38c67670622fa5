/**
 * OTLP/JSON -> the same request in protobuf, so that everything behind sees one form.
 * Rules (opentelemetry-proto docs/specification.md, "JSON Protobuf Encoding"; proto3 JSON): ids in hexadecimal of any case, other
 * bytes in base64; 64-bit integers as decimal strings or numbers, all digits kept; enums as numbers (names are accepted); doubles
 * also "NaN", "Infinity", "-Infinity"; null is absent; unknown keys are ignored, snake_case ones among them.
 * An id that is no id (odd length, not hexadecimal) becomes one zero byte, so that the decoder refuses that record and no other.
 * A value of the wrong type or out of range leaves its record out, or the group whose own field it is, and nothing else
 * (jsonRecords.ts); what is no JSON, or no list or object where records are held, refuses the body.
 * Departures: a key that comes twice is written twice (the last one counts, lists are joined).
 */
import type { Signal } from "../model/columns.ts";
import { decodeBase64 } from "./base64.ts";
import { fieldOfKey } from "./jsonFields.ts";
import { JsonProblem } from "./jsonProblem.ts";
import { countRecords, holdsRecords, LeftOutRecords, MOST_LEFT_OUT } from "./jsonRecords.ts";
import { JsonScanner } from "./jsonScanner.ts";
import { ProtobufWriter } from "./protobufWriter.ts";
import { type FieldType, type MessageType, REQUEST } from "./schema.ts";

export type Transcoded =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly leftOut: LeftOutRecords }
  | { readonly ok: false; readonly message: string };

/** The protobuf of this JSON body, or a sentence that names the JSON path and what was expected there. Never throws. */
export function transcodeJson(signal: Signal, body: Uint8Array): Transcoded {
  const json = new JsonScanner(body);
  const writer = new ProtobufWriter(Math.max(256, body.length >> 1));
  try {
    const transcoder = new Transcoder(json, writer);
    transcoder.message(REQUEST[signal]);
    if (json.peek() !== -1) throw json.problem("expected the end of the body");
    return { ok: true, bytes: writer.finish(), leftOut: transcoder.leftOut };
  } catch (error) {
    if (error instanceof JsonProblem) {
      return { ok: false, message: `The body is not an OTLP ${signal} request in JSON. ${error.message}.` };
    }
    throw error;
  }
}

const INT64 = { min: -(1n << 63n), max: (1n << 63n) - 1n };
const UINT64 = { min: 0n, max: (1n << 64n) - 1n };

class Transcoder {
  readonly leftOut = new LeftOutRecords();
  private readonly json: JsonScanner;
  private readonly writer: ProtobufWriter;
  constructor(json: JsonScanner, writer: ProtobufWriter) {
    this.json = json;
    this.writer = writer;
  }

  message(type: MessageType): void {
    const { json } = this;
    json.object(() => {
      const field = fieldOfKey(json, type);
      if (!field) {
        json.skip();
      } else if (!json.word("null")) {
        json.path.push(field.name);
        if (field.repeated) this.repeated(field);
        else this.single(field);
        json.path.pop();
      }
    });
  }

  private repeated(field: FieldType): void {
    const { json, writer } = this;
    if (field.wire === 2) {
      json.array(() => {
        if (field.message && json.word("null")) writer.end(writer.begin(field.tag));
        else if (field.message && holdsRecords(field.message)) this.contained(field, field.message);
        else this.single(field);
      });
      return;
    }
    const mark = writer.begin(field.number * 8 + 2);
    json.array(() => this.packed(field));
    writer.end(mark);
  }

  /** A record or a group of them: what is wrong in it leaves it out, and its neighbours where they are. */
  private contained(field: FieldType, type: MessageType): void {
    const { json, writer, leftOut } = this;
    const from = json.place();
    const to = writer.place();
    const before = leftOut.length;
    try {
      this.single(field);
    } catch (problem) {
      if (!(problem instanceof JsonProblem) || problem.isFinal) throw problem;
      json.backTo(from);
      writer.backTo(to);
      leftOut.backTo(before);
      leftOut.add(json.path, this.countInstead(type, problem), problem);
    }
  }

  /** Reads over a unit that has this problem: how many records it holds. Where that fails the body itself is at fault. */
  private countInstead(type: MessageType, problem: JsonProblem): number {
    if (this.leftOut.length === MOST_LEFT_OUT) {
      throw this.json.problem(`more than ${MOST_LEFT_OUT} records or groups hold a wrong value, this one too`).final();
    }
    try {
      return countRecords(this.json, type);
    } catch (worse) {
      if (!(worse instanceof JsonProblem)) throw worse;
      throw (worse.at > problem.at ? worse : problem).final();
    }
  }

  private packed(field: FieldType): void {
    if (field.type === "double") this.writer.rawDouble(this.double());
    else if (field.type === "fixed64") this.writer.rawFixed64(this.integer(UINT64));
    else this.writer.varint64(this.integer(UINT64));
  }

  private single(field: FieldType): void {
    const { writer } = this;
    const { tag } = field;
    switch (field.type) {
      case "message": {
        const mark = writer.begin(tag);
        if (field.message) this.message(field.message);
        writer.end(mark);
        break;
      }
      case "string":
        this.string(tag);
        break;
      case "id":
        this.id(tag);
        break;
      case "bytes":
        this.bytes(tag);
        break;
      case "bool":
        writer.bool(tag, this.bool());
        break;
      case "double":
        writer.double(tag, this.double());
        break;
      case "fixed64":
        writer.fixed64(tag, this.integer(UINT64));
        break;
      case "sfixed64":
        writer.fixed64(tag, this.integer(INT64));
        break;
      case "int64":
        writer.int64(tag, this.integer(INT64));
        break;
      case "uint64":
        writer.int64(tag, this.integer(UINT64));
        break;
      default:
        this.small(field);
    }
  }

  private small(field: FieldType): void {
    const { writer } = this;
    const { tag } = field;
    if (field.type === "fixed32") writer.fixed32(tag, this.int(0, 0xffffffff));
    else if (field.type === "uint32") writer.uint32(tag, this.int(0, 0xffffffff));
    else if (field.type === "sint32") writer.sint32(tag, this.int(-0x80000000, 0x7fffffff));
    else if (field.type === "enum") writer.int32(tag, this.enumNumber(field));
    else writer.int32(tag, this.int(-0x80000000, 0x7fffffff));
  }

  private string(tag: number): void {
    const { json, writer } = this;
    json.string();
    if (json.escaped) {
      writer.string(tag, json.text());
    } else {
      writer.varint(tag);
      writer.varint(json.end - json.from);
      writer.raw(json.bytes, json.from, json.end);
    }
  }

  private id(tag: number): void {
    this.json.string();
    const digits = this.json.text();
    if (digits.length % 2 === 0 && /^[0-9a-fA-F]*$/.test(digits)) this.writer.hex(tag, digits);
    else this.writer.hex(tag, "00");
  }

  private bytes(tag: number): void {
    this.json.string();
    const bytes = decodeBase64(this.json.text());
    if (!bytes) throw this.json.problem("expected bytes in base64");
    this.writer.bytes(tag, bytes);
  }

  private bool(): boolean {
    if (this.json.word("true")) return true;
    if (this.json.word("false")) return false;
    throw this.json.problem("expected true or false");
  }

  private double(): number {
    return Number(this.json.numberText());
  }

  /** An integer of up to 64 bits; 1e3 and 1.0 are integers too. */
  private integer(range: { readonly min: bigint; readonly max: bigint }): bigint {
    const text = this.json.numberText();
    let value: bigint | null = null;
    if (/^-?\d{1,40}$/.test(text)) value = BigInt(text);
    else if (Number.isInteger(Number(text))) value = BigInt(Number(text));
    if (value !== null && value >= range.min && value <= range.max) return value;
    throw this.json.problem(`expected a whole number from ${range.min} to ${range.max}`);
  }

  private int(min: number, max: number): number {
    const value = Number(this.json.numberText());
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw this.json.problem(`expected a whole number from ${min} to ${max}`);
  }

  private enumNumber(field: FieldType): number {
    const { json } = this;
    if (json.peek() === 0x22) {
      const start = json.at;
      json.string();
      const number = field.names.indexOf(json.text());
      if (number >= 0) return number;
      json.at = start;
    }
    return this.int(-0x80000000, 0x7fffffff);
  }
}
