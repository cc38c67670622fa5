/** A record's OTLP JSON -> what its panel lists: the body whole, and attributes grouped by whose they are. */
import {
  type AttributeRow,
  attributeRows,
  type OtlpAttribute,
  type OtlpValue,
  plain,
} from "../attributes/otlpAttributes.ts";

interface LogsJson {
  readonly resourceLogs?: readonly {
    readonly resource?: { readonly attributes?: readonly OtlpAttribute[] };
    readonly scopeLogs?: readonly {
      readonly scope?: {
        readonly name?: string;
        readonly version?: string;
        readonly attributes?: readonly OtlpAttribute[];
      };
      readonly logRecords?: readonly {
        readonly body?: OtlpValue;
        readonly attributes?: readonly OtlpAttribute[];
        readonly droppedAttributesCount?: number;
      }[];
    }[];
  }[];
}

export interface RecordFields {
  /** Bare text, or JSON set over lines. */
  readonly body: string;
  readonly attributes: readonly AttributeRow[];
  readonly resource: readonly AttributeRow[];
  readonly scope: readonly AttributeRow[];
  readonly dropped: number;
}

/** The fields of LogsData JSON that hold one record. */
export function recordFields(otlp: string): RecordFields {
  const group = (JSON.parse(otlp) as LogsJson).resourceLogs?.[0];
  const scopeLogs = group?.scopeLogs?.[0];
  const record = scopeLogs?.logRecords?.[0];
  const { name = "", version = "", attributes = [] } = scopeLogs?.scope ?? {};
  const named = [
    { key: "name", value: { stringValue: name } },
    { key: "version", value: { stringValue: version } },
  ].filter(({ value }) => value.stringValue !== "");
  return {
    body: record?.body?.stringValue ?? (record?.body ? JSON.stringify(plain(record.body), null, 2) : ""),
    attributes: attributeRows(record?.attributes),
    resource: attributeRows(group?.resource?.attributes),
    scope: attributeRows([...named, ...attributes]),
    dropped: record?.droppedAttributesCount ?? 0,
  };
}
