/** Short ways to write the steps of the shop's endpoints. */
import type { CacheStep, CallStep, LogStep, QueryStep, Severity, Step, WorkStep } from "../engine/topology.ts";

export function call(service: string, endpoint: string, timeoutMs: number, more: Partial<CallStep> = {}): CallStep {
  return { do: "call", service, endpoint, timeoutMs, ...more };
}
export function query(database: string, statement: string, more: Partial<QueryStep> = {}): QueryStep {
  return { do: "query", database, statement, ...more };
}
/** A read through a cache; without a ratio a write. */
export function cache(name: string, command: string, hitRatio?: number, onMiss: readonly Step[] = []): CacheStep {
  return hitRatio === undefined
    ? { do: "cache", cache: name, command }
    : { do: "cache", cache: name, command, hitRatio, onMiss };
}
export function work(name: string, cpuMs: number): WorkStep {
  return { do: "work", name, cpuMs };
}
export function log(severity: Severity, message: string, chance?: number): LogStep {
  return chance === undefined ? { do: "log", severity, message } : { do: "log", severity, message, chance };
}
