/** A trace id -> what people tell it apart by: its first eight and last seven digits, since padded ids all begin alike. */
export function formatTraceId(traceId: string): string {
  return `${traceId.slice(0, 8)}…${traceId.slice(-7)}`;
}
