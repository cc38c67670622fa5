/**
 * The resource (who sent it) and the instrumentation scope (which library recorded it).
 * Source: opentelemetry-proto resource.proto, common.proto (InstrumentationScope).
 */
import type { Attributes } from "./attributes.ts";

export interface Resource {
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  readonly schemaUrl: string;
}

export interface Scope {
  readonly name: string;
  readonly version: string;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  readonly schemaUrl: string;
}
