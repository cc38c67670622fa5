/**
 * What happened, as the engine knows it: one activity per span-to-be, with who did it, for whom, when and how it ended.
 * The engine makes activities and log lines; whatever listens (`Recorder`) turns them into telemetry, or counts them.
 * Units: Unix milliseconds with fractions.
 */
import type { EndpointSpec, Severity, StatementSpec } from "./topology.ts";
import type { Instance } from "./world.ts";

/** How a request failed. Only the kinds that the simulation can bring about. */
export interface Failure {
  readonly kind:
    | "timeout"
    | "refused"
    | "overloaded"
    | "pool"
    | "upstream"
    | "bug"
    | "rejected"
    | "unreachable"
    | "expired";
  /** As an HTTP status; gRPC maps it. */
  readonly status: number;
  readonly message: string;
}

export type Work =
  | { readonly type: "serve"; readonly endpoint: EndpointSpec }
  | {
      readonly type: "call";
      readonly endpoint: EndpointSpec;
      readonly service: string;
      readonly target: Instance | null;
      readonly attempt: number;
    }
  | {
      readonly type: "external";
      readonly peer: string;
      readonly address: string;
      readonly method: string;
      readonly path: string;
    }
  | {
      readonly type: "query";
      readonly database: string;
      readonly namespace: string;
      readonly region: string;
      readonly statement: StatementSpec;
    }
  | { readonly type: "pool"; readonly database: string }
  | { readonly type: "cache"; readonly cache: string; readonly command: string; readonly hit: boolean | null }
  | { readonly type: "publish"; readonly queue: string; readonly partition: number }
  | {
      readonly type: "consume";
      readonly queue: string;
      readonly endpoint: EndpointSpec;
      readonly queuedMs: number;
      /** When the first message of the chain that led here was published. */
      readonly originMs: number;
    }
  | { readonly type: "commit"; readonly queue: string }
  | { readonly type: "work"; readonly name: string };

/** Where a trace stands: its id and the span that is the parent of what comes next. Ids are raw bytes. */
export interface TracePlace {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
}

export interface Activity {
  readonly instance: Instance;
  readonly work: Work;
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly parentSpanId: Uint8Array | null;
  /** What made this happen without being its parent: the messages of a batch. */
  readonly links: readonly TracePlace[];
  /** A number that stands for this request: made-up ids (order, product) are drawn from it. */
  readonly token: number;
  readonly startMs: number;
  endMs: number;
  failure: Failure | null;
}

export interface LogLine {
  readonly severity: Severity;
  readonly message: string;
  readonly failure: Failure | null;
}

export interface Recorder {
  finished(activity: Activity): void;
  logged(atMs: number, instance: Instance, line: LogLine, activity: Activity): void;
  /** An instance stopped for good: one that was replaced says now what it had still to say, one that was killed says nothing. */
  retired(instance: Instance): void;
  /** An instance had no memory left and is killed now. */
  killed?(instance: Instance): void;
  /** A process began in the place of one that was killed. */
  restarted?(instance: Instance): void;
}
