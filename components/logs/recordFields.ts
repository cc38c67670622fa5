/**
 * A record's OTLP JSON -> the groups of fields that its panel lists. Values are written as people read them; `filter` is what equality
 * on the field would ask, null where equality does not reach (bytes, arrays, maps).
 */
import type { AttributeEquals } from "../state/attributeFilters.ts";

export interface Field {
  readonly key: string;
  readonly text: string;
  readonly filter: AttributeEquals | null;
}
export interface FieldGroup {
  readonly title: string;
  readonly fields: readonly Field[];
}

interface JsonValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string;
  readonly doubleValue?: number | string;
  readonly bytesValue?: string;
  readonly arrayValue?: { readonly values?: readonly JsonValue[] };
  readonly kvlistValue?: { readonly values?: readonly JsonKeyValue[] };
}
interface JsonKeyValue {
  readonly key: string;
  readonly value?: JsonValue;
}
interface LogsJson {
  readonly resourceLogs?: readonly {
    readonly resource?: { readonly attributes?: readonly JsonKeyValue[] };
    readonly scopeLogs?: readonly {
      readonly scope?: {
        readonly name?: string;
        readonly version?: string;
        readonly attributes?: readonly JsonKeyValue[];
      };
      readonly logRecords?: readonly {
        readonly severityText?: string;
        readonly body?: JsonValue;
        readonly attributes?: readonly JsonKeyValue[];
        readonly droppedAttributesCount?: number;
      }[];
    }[];
  }[];
}

export interface RecordFields {
  /** The body whole: bare text, or JSON set over lines. */
  readonly body: string;
  readonly groups: readonly FieldGroup[];
  readonly dropped: number;
}

/** The fields of LogsData JSON that hold one record. */
export function recordFields(otlp: string): RecordFields {
  const json = JSON.parse(otlp) as LogsJson;
  const group = json.resourceLogs?.[0];
  const scoped = group?.scopeLogs?.[0];
  const record = scoped?.logRecords?.[0];
  const scope = scoped?.scope;
  const named = [
    { key: "name", value: { stringValue: scope?.name ?? "" } },
    { key: "version", value: { stringValue: scope?.version ?? "" } },
  ].filter(({ value }) => value.stringValue !== "");
  const groups = [
    { title: "Attributes", fields: (record?.attributes ?? []).map(field) },
    { title: "Resource", fields: (group?.resource?.attributes ?? []).map(field) },
    {
      title: "Scope",
      fields: [...named.map((one) => ({ ...field(one), filter: null })), ...(scope?.attributes ?? []).map(field)],
    },
  ];
  return {
    body: bodyText(record?.body),
    groups: groups.filter(({ fields }) => fields.length > 0),
    dropped: record?.droppedAttributesCount ?? 0,
  };
}

function field({ key, value = {} }: JsonKeyValue): Field {
  const text = value.stringValue ?? JSON.stringify(plain(value));
  const type =
    value.stringValue !== undefined
      ? "string"
      : value.intValue !== undefined
        ? "int"
        : value.boolValue !== undefined
          ? "bool"
          : value.doubleValue !== undefined
            ? "double"
            : null;
  const bare = value.intValue ?? (value.doubleValue === undefined ? text : String(value.doubleValue));
  return { key, text, filter: type && { key, type, text: bare } };
}

function bodyText(body: JsonValue | undefined): string {
  if (!body) return "";
  return body.stringValue ?? JSON.stringify(plain(body), null, 2);
}

function plain(value: JsonValue): unknown {
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plain);
  if (value.kvlistValue) {
    return Object.fromEntries((value.kvlistValue.values ?? []).map((entry) => [entry.key, plain(entry.value ?? {})]));
  }
  if (value.intValue !== undefined) {
    return Number.isSafeInteger(Number(value.intValue)) ? Number(value.intValue) : value.intValue;
  }
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? value.bytesValue ?? null;
}
