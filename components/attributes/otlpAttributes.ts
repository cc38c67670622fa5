/**
 * Attributes of OTLP JSON as rows to read: typed text in the order sent. Values keep their OTLP type beside their text; int64 stays
 * text, so no digit is lost.
 */
export type ValueType = "string" | "int" | "double" | "bool" | "bytes" | "array" | "map" | "empty";
export interface AttributeRow {
  readonly key: string;
  readonly type: ValueType;
  readonly text: string;
}

export interface OtlpValue {
  readonly stringValue?: string;
  readonly intValue?: string | number;
  readonly doubleValue?: number | string;
  readonly boolValue?: boolean;
  readonly bytesValue?: string;
  readonly arrayValue?: { readonly values?: readonly OtlpValue[] };
  readonly kvlistValue?: { readonly values?: readonly OtlpAttribute[] };
}
export interface OtlpAttribute {
  readonly key: string;
  readonly value?: OtlpValue;
}

export function attributeRows(attributes: readonly OtlpAttribute[] = []): AttributeRow[] {
  return attributes.map(({ key, value }) => ({ key, ...typedText(value ?? {}) }));
}

export function typedText(value: OtlpValue): Pick<AttributeRow, "type" | "text"> {
  if (value.stringValue !== undefined) return { type: "string", text: value.stringValue };
  if (value.intValue !== undefined) return { type: "int", text: String(value.intValue) };
  if (value.doubleValue !== undefined) return { type: "double", text: String(value.doubleValue) };
  if (value.boolValue !== undefined) return { type: "bool", text: String(value.boolValue) };
  if (value.bytesValue !== undefined) return { type: "bytes", text: value.bytesValue };
  if (value.arrayValue !== undefined) return { type: "array", text: JSON.stringify(plain(value)) };
  if (value.kvlistValue !== undefined) return { type: "map", text: JSON.stringify(plain(value)) };
  return { type: "empty", text: "" };
}

/** A value as plain JSON. */
export function plain(value: OtlpValue): unknown {
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plain);
  if (value.kvlistValue) {
    return Object.fromEntries((value.kvlistValue.values ?? []).map((entry) => [entry.key, plain(entry.value ?? {})]));
  }
  const { type, text } = typedText(value);
  return type === "int" && Number.isSafeInteger(Number(text))
    ? Number(text)
    : (value.doubleValue ?? value.boolValue ?? (type === "empty" ? null : text));
}
