/** What is hashed from OTLP bytes and what is hashed from a filter must be the same token, for every value, or searches miss records. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { AnyValue } from "../../model/attributes.ts";
import { ProtobufReader } from "../../otlp/protobufReader.ts";
import { ProtobufWriter } from "../../otlp/protobufWriter.ts";
import { writeAttributes } from "../../otlp/writeAttributes.ts";
import { attributeToken, keyValueToken, TokenPlace } from "./attributeTokens.ts";

const scalar: fc.Arbitrary<AnyValue> = fc.oneof(
  fc.string({ maxLength: 400, unit: "grapheme" }).map((value) => ({ type: "string" as const, value })),
  fc.boolean().map((value) => ({ type: "bool" as const, value })),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => ({ type: "int" as const, value })),
  fc.integer({ min: -300, max: 70_000 }).map((value) => ({ type: "int" as const, value: BigInt(value) })),
  fc.double().map((value) => ({ type: "double" as const, value })),
  fc.uint8Array({ maxLength: 300 }).map((value) => ({ type: "bytes" as const, value })),
  fc.constant({ type: "empty" as const }),
);
const value = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }).map((items) => ({ type: "array" as const, value: items })),
);

function tokenOfBytes(key: string, of: AnyValue): number {
  const writer = new ProtobufWriter();
  writeAttributes(writer, 0x0a, [{ key, value: of }]);
  const bytes = writer.finish();
  const reader = new ProtobufReader(bytes);
  const end = reader.field(0, bytes.length);
  return keyValueToken(reader, reader.payload, end, TokenPlace.RECORD);
}

it("hashes bytes and filters to the same token", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), value, (key, of) => {
      const token = attributeToken(TokenPlace.RECORD, key, of);
      if (token !== null) expect(token).toBe(tokenOfBytes(key, of));
    }),
    { numRuns: 2000 },
  );
});

it("tells types and places apart", () => {
  const texts: AnyValue[] = [
    { type: "string", value: "1" },
    { type: "int", value: 1n },
    { type: "double", value: 1 },
    { type: "bool", value: true },
    { type: "bytes", value: new Uint8Array([49]) },
    { type: "empty" },
  ];
  const tokens = texts.flatMap((one) => [
    attributeToken(TokenPlace.RECORD, "k", one),
    attributeToken(TokenPlace.RESOURCE, "k", one),
  ]);
  expect(new Set(tokens).size).toBe(tokens.length);
});

it("relies on no token for text that may stand for other bytes", () => {
  expect(attributeToken(TokenPlace.RECORD, "k", { type: "string", value: "a\ufffd" })).toBeNull();
  expect(attributeToken(TokenPlace.RECORD, "\ufffd", { type: "bool", value: true })).toBeNull();
});
