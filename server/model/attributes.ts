/**
 * Attributes with the types of OTLP's AnyValue. Nothing is coerced: an int stays an int of 64 bits, bytes stay bytes.
 * Shape: a list in arrival order; a key may occur twice, in which case the last one counts (`attributeOf`) and all are kept.
 * Source: opentelemetry-proto common.proto (AnyValue, KeyValue).
 */
export type AnyValue =
  | { readonly type: "empty" }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "int"; readonly value: bigint }
  | { readonly type: "double"; readonly value: number }
  | { readonly type: "bytes"; readonly value: Uint8Array }
  | { readonly type: "array"; readonly value: readonly AnyValue[] }
  | { readonly type: "map"; readonly value: Attributes };

export interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

export type Attributes = readonly KeyValue[];

/** The value of a key, the last one when it occurs twice, or null when it is absent. */
export function attributeOf(attributes: Attributes, key: string): AnyValue | null {
  for (let i = attributes.length - 1; i >= 0; i--) {
    const entry = attributes[i];
    if (entry?.key === key) return entry.value;
  }
  return null;
}

/** The text of a string attribute, or null when it is absent or of another type. */
export function textOf(attributes: Attributes, key: string): string | null {
  const value = attributeOf(attributes, key);
  return value?.type === "string" ? value.value : null;
}
