/**
 * One request of a sample, as questions about what differs see it: its attributes, flat, and a trace in which to look.
 *
 * Keys are those of the request's own span and resource (`payment.method`, `cloud.region`), and of spans around and below it with their
 * service before them (`payments.version`, which is `service.version` of payments). A key has several values where several spans have it.
 * A number is a measure (`cart.items`, `payments.pool.acquire.duration` in ms) or a code; text is everything else.
 */
export type RequestValue = string | number;

export interface SampledRequest {
  readonly traceId: string;
  /** The span to open: the one that fails, or takes the time, of a bad request; else the request's own. */
  readonly spanId: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly values: ReadonlyMap<string, readonly RequestValue[]>;
}
