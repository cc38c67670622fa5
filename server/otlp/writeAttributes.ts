/**
 * Attributes, resources, scopes and the envelopes around records, written as protobuf. proto3 defaults are left out; a value
 * that was set inside a oneof is written even when it is 0 or empty.
 */
import type { AnyValue, Attributes } from "../model/attributes.ts";
import type { Resource, Scope } from "../model/resource.ts";
import { ProtobufWriter } from "./protobufWriter.ts";

/** The fields of one AnyValue. */
export function writeAnyValue(writer: ProtobufWriter, value: AnyValue): void {
  switch (value.type) {
    case "empty":
      break;
    case "string":
      writer.string(0x0a, value.value);
      break;
    case "bool":
      writer.bool(0x10, value.value);
      break;
    case "int":
      writer.int64(0x18, value.value);
      break;
    case "double":
      writer.double(0x21, value.value);
      break;
    case "bytes":
      writer.bytes(0x3a, value.value);
      break;
    case "array": {
      const array = writer.begin(0x2a);
      for (const item of value.value) {
        const mark = writer.begin(0x0a);
        writeAnyValue(writer, item);
        writer.end(mark);
      }
      writer.end(array);
      break;
    }
    case "map": {
      const map = writer.begin(0x32);
      writeAttributes(writer, 0x0a, value.value);
      writer.end(map);
      break;
    }
  }
}

/** Each attribute as one KeyValue field of this tag. */
export function writeAttributes(writer: ProtobufWriter, tag: number, attributes: Attributes): void {
  for (const { key, value } of attributes) {
    const entry = writer.begin(tag);
    if (key !== "") writer.string(0x0a, key);
    const mark = writer.begin(0x12);
    writeAnyValue(writer, value);
    writer.end(mark);
    writer.end(entry);
  }
}

/** The fields of one Resource, without its schema URL. */
export function writeResource(writer: ProtobufWriter, resource: Resource): void {
  writeAttributes(writer, 0x0a, resource.attributes);
  if (resource.droppedAttributesCount) writer.uint32(0x10, resource.droppedAttributesCount);
}

/** The fields of one InstrumentationScope, without its schema URL. */
export function writeScope(writer: ProtobufWriter, scope: Scope): void {
  if (scope.name) writer.string(0x0a, scope.name);
  if (scope.version) writer.string(0x12, scope.version);
  writeAttributes(writer, 0x1a, scope.attributes);
  if (scope.droppedAttributesCount) writer.uint32(0x20, scope.droppedAttributesCount);
}

/** Resource groups, their scope groups, and the records of those; `write` writes the fields of one record. */
export function writeGroups<G extends { readonly resource: Resource }, S extends { readonly scope: Scope }, R>(
  groups: readonly G[],
  scopesOf: (group: G) => readonly S[],
  recordsOf: (scopeGroup: S) => readonly R[],
  write: (writer: ProtobufWriter, record: R) => void,
): Uint8Array<ArrayBuffer> {
  const writer = new ProtobufWriter();
  for (const resourceGroup of groups) {
    const { resource } = resourceGroup;
    const group = writer.begin(0x0a);
    const head = writer.begin(0x0a);
    writeResource(writer, resource);
    writer.end(head);
    for (const inner of scopesOf(resourceGroup)) {
      const { scope } = inner;
      const scopeGroup = writer.begin(0x12);
      const scopeHead = writer.begin(0x0a);
      writeScope(writer, scope);
      writer.end(scopeHead);
      for (const record of recordsOf(inner)) {
        const mark = writer.begin(0x12);
        write(writer, record);
        writer.end(mark);
      }
      if (scope.schemaUrl) writer.string(0x1a, scope.schemaUrl);
      writer.end(scopeGroup);
    }
    if (resource.schemaUrl) writer.string(0x1a, resource.schemaUrl);
    writer.end(group);
  }
  return writer.finish();
}
