/**
 * Puts records back under the resource and scope that sent them, as OTLP bytes.
 * Shape: rows of any blocks of one signal in the order wanted -> groups in order of their first row; `writeRecord` writes one
 * record's message. Equal resources (and scopes) of different blocks share a group.
 * The three signals agree in their numbers: field 1 of the request is the group, 1 the resource, 2 the scope group, 3 the schema
 * URL; in the scope group 1 the scope, 2 the records, 3 the schema URL.
 */
import { ProtobufWriter } from "../../otlp/protobufWriter.ts";
import type { BlockView } from "./blockView.ts";

const GROUP = 0x0a;
const RESOURCE = 0x0a;
const SCOPE_GROUP = 0x12;
const SCOPE = 0x0a;
const SCHEMA_URL = 0x1a;

export interface RowOf<V extends BlockView> {
  readonly view: V;
  readonly row: number;
}

/** Resource and scope messages by value. */
export interface Origin {
  readonly resource: Uint8Array;
  readonly resourceSchemaUrl: string;
  readonly scope: Uint8Array;
  readonly scopeSchemaUrl: string;
}

interface ScopeGroup<R> {
  readonly origin: Origin;
  readonly rows: R[];
}

/** Groups rows by what `originOf` says of them. */
export class OriginGroups<R> {
  private readonly resources = new Map<string, Map<string, ScopeGroup<R>>>();

  add(key: { resource: string; scope: string }, origin: () => Origin, row: R): void {
    let scopes = this.resources.get(key.resource);
    if (scopes === undefined) {
      scopes = new Map();
      this.resources.set(key.resource, scopes);
    }
    const group = scopes.get(key.scope);
    if (group) group.rows.push(row);
    else scopes.set(key.scope, { origin: origin(), rows: [row] });
  }

  write(writeRows: (writer: ProtobufWriter, rows: readonly R[]) => void): Uint8Array {
    const writer = new ProtobufWriter(16_384);
    for (const scopes of this.resources.values()) {
      const group = writer.begin(GROUP);
      let resourceSchemaUrl = "";
      let isFirst = true;
      for (const { origin, rows } of scopes.values()) {
        if (isFirst) writer.bytes(RESOURCE, origin.resource);
        isFirst = false;
        resourceSchemaUrl = origin.resourceSchemaUrl;
        const scopeGroup = writer.begin(SCOPE_GROUP);
        if (origin.scope.length > 0) writer.bytes(SCOPE, origin.scope);
        writeRows(writer, rows);
        if (origin.scopeSchemaUrl) writer.string(SCHEMA_URL, origin.scopeSchemaUrl);
        writer.end(scopeGroup);
      }
      if (resourceSchemaUrl) writer.string(SCHEMA_URL, resourceSchemaUrl);
      writer.end(group);
    }
    return writer.finish();
  }
}

/** Keys and origins of a block's scopes, made once per block. */
export class OriginKeys {
  private readonly byView = new Map<BlockView, { resource: string; scope: string; origin: Origin }[]>();

  of(view: BlockView, scope: number): { resource: string; scope: string; origin: Origin } {
    const known = this.byView.get(view) ?? keysOf(view);
    this.byView.set(view, known);
    const found = known[scope];
    if (found === undefined)
      throw new RangeError("A record names a scope that its block does not have: it is damaged.");
    return found;
  }
}

function keysOf(view: BlockView): { resource: string; scope: string; origin: Origin }[] {
  const resourceKeys = view.origins.resources.map(({ message, schemaUrl }) => `${schemaUrl}\n${latin1(message)}`);
  return view.origins.scopes.map((scope) => {
    const resource = view.origins.resources[scope.resource];
    return {
      resource: resourceKeys[scope.resource] ?? "",
      scope: `${scope.schemaUrl}\n${latin1(scope.message)}`,
      origin: {
        resource: resource?.message ?? new Uint8Array(0),
        resourceSchemaUrl: resource?.schemaUrl ?? "",
        scope: scope.message,
        scopeSchemaUrl: scope.schemaUrl,
      },
    };
  });
}

/** One character per byte: equal exactly when the bytes are. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
