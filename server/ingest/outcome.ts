/**
 * What becomes of one OTLP request, in words that both doors (HTTP and gRPC) understand, and the codes they answer with.
 * Shape: stored (perhaps in part) or refused as a whole. A refusal that passes carries a retry hint; the others never do, because
 * OTLP clients drop what cannot be retried and resend what can.
 * Source: opentelemetry-proto docs/specification.md, "OTLP/gRPC Response", "OTLP/HTTP Response"; google/rpc/code.proto.
 */
import type { RpcStatus } from "../otlp/encodeResponse.ts";
import type { IssueSummary } from "./partialSuccess.ts";
import type { WrittenCounts } from "./writtenCounts.ts";

export type RefusalReason =
  | "undecodable"
  | "too_large"
  | "media_type"
  | "encoding"
  | "framing"
  | "unauthenticated"
  | "forbidden"
  | "origin"
  | "not_found"
  | "method"
  | "overloaded"
  | "store_away"
  | "draining"
  | "slow"
  | "failed";

export interface Stored {
  readonly kind: "stored";
  /** Items refused or clipped and the sentence about them; null when everything was kept as it came. */
  readonly partial: IssueSummary | null;
  /** What of a remote-write request was kept; only there. */
  readonly written?: WrittenCounts | undefined;
}

export interface Refused {
  readonly kind: "refused";
  readonly reason: RefusalReason;
  /** A sentence for the sender's developer: what was wrong and what to do. */
  readonly message: string;
  /** When the same request may be tried again; null for never. */
  readonly retryAfterMs: number | null;
}

export type Outcome = Stored | Refused;

/** Numbers of google.rpc.Code, which are those of gRPC. */
export const RpcCode = {
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

export const REFUSAL_CODES: Readonly<Record<RefusalReason, { readonly http: number; readonly rpc: number }>> = {
  undecodable: { http: 400, rpc: RpcCode.INVALID_ARGUMENT },
  too_large: { http: 413, rpc: RpcCode.RESOURCE_EXHAUSTED },
  media_type: { http: 415, rpc: RpcCode.INVALID_ARGUMENT },
  encoding: { http: 415, rpc: RpcCode.UNIMPLEMENTED },
  framing: { http: 400, rpc: RpcCode.INTERNAL },
  unauthenticated: { http: 401, rpc: RpcCode.UNAUTHENTICATED },
  forbidden: { http: 403, rpc: RpcCode.PERMISSION_DENIED },
  origin: { http: 403, rpc: RpcCode.PERMISSION_DENIED },
  not_found: { http: 404, rpc: RpcCode.NOT_FOUND },
  method: { http: 405, rpc: RpcCode.UNIMPLEMENTED },
  overloaded: { http: 503, rpc: RpcCode.UNAVAILABLE },
  store_away: { http: 503, rpc: RpcCode.UNAVAILABLE },
  draining: { http: 503, rpc: RpcCode.UNAVAILABLE },
  slow: { http: 408, rpc: RpcCode.DEADLINE_EXCEEDED },
  failed: { http: 500, rpc: RpcCode.INTERNAL },
};

export const STORED_WHOLE: Stored = { kind: "stored", partial: null };

export function refused(reason: RefusalReason, message: string, retryAfterMs: number | null = null): Refused {
  return { kind: "refused", reason, message, retryAfterMs };
}

/** The refusal of a body that is too large, on the wire or inflated. */
export function tooLarge(limitBytes: number): Refused {
  return refused(
    "too_large",
    `The request is larger than ${limitBytes} bytes, which is the limit also after decompression; send smaller batches, or raise CHRONOSCOPE_MAX_REQUEST.`,
  );
}

/** A refusal as google.rpc.Status: RetryInfo only when trying again makes sense, BadRequest when the bytes were wrong. */
export function rpcStatusOf({ reason, message, retryAfterMs }: Refused): RpcStatus {
  const code = REFUSAL_CODES[reason].rpc;
  if (retryAfterMs !== null) return { code, message, details: [{ type: "retryInfo", retryDelayMs: retryAfterMs }] };
  if (reason !== "undecodable") return { code, message };
  return { code, message, details: [{ type: "badRequest", violations: [{ field: "body", description: message }] }] };
}
