/**
 * Records under the resource and scope that sent them: what the full readers answer and the writers take.
 * Shape: as ExportTraceServiceRequest and its siblings; schema URLs live in the resource and the scope.
 */
import type { LogRecord } from "../model/log.ts";
import type { Metric } from "../model/metric.ts";
import type { Resource, Scope } from "../model/resource.ts";
import type { Span } from "../model/span.ts";

export interface ScopeSpans {
  readonly scope: Scope;
  readonly spans: readonly Span[];
}
export interface ResourceSpans {
  readonly resource: Resource;
  readonly scopeSpans: readonly ScopeSpans[];
}

export interface ScopeLogs {
  readonly scope: Scope;
  readonly logRecords: readonly LogRecord[];
}
export interface ResourceLogs {
  readonly resource: Resource;
  readonly scopeLogs: readonly ScopeLogs[];
}

export interface ScopeMetrics {
  readonly scope: Scope;
  readonly metrics: readonly Metric[];
}
export interface ResourceMetrics {
  readonly resource: Resource;
  readonly scopeMetrics: readonly ScopeMetrics[];
}
