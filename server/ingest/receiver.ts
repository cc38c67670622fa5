/**
 * One request's way from bytes to an answer: known already? -> decode -> wait for its group commit -> outcome.
 * Both doors come here with the identity-decoded body and a ticket that holds its memory; the ticket is closed when the outcome
 * is known, also when the sender has been answered before ("try again") because the store takes too long.
 * The same request twice is stored once: while the first is in flight the second shares its outcome, afterwards it is answered
 * from memory, and after a restart by the store.
 * Next: groupCommit.ts.
 */
import type { DecodeIssue, PointColumns, Signal, SignalColumns } from "../model/columns.ts";
import type { Decoded, DecodeOptions } from "../otlp/decoded.ts";
import { decodeLogs } from "../otlp/decodeLogs.ts";
import { decodeMetrics } from "../otlp/decodeMetrics.ts";
import { decodeTraces } from "../otlp/decodeTraces.ts";
import { transcodeJson } from "../otlp/transcodeJson.ts";
import type { Ticket } from "./admission.ts";
import type { CommitResult } from "./commitBatch.ts";
import type { GroupCommit } from "./groupCommit.ts";
import { type KnownRequests, keyOf, type Remembered, requestHash } from "./knownRequests.ts";
import { type Outcome, type Refused, refused, STORED_WHOLE } from "./outcome.ts";
import { summarise } from "./partialSuccess.ts";
import type { Tally } from "./tally.ts";
import { countWritten } from "./writtenCounts.ts";

export type BodyEncoding = "protobuf" | "json";

export interface Received {
  readonly signal: Signal;
  readonly encoding: BodyEncoding;
  readonly body: Uint8Array;
  readonly ticket: Ticket;
  /** The bytes by which a repeat is known again, when they are not those of the body. */
  readonly identity?: Uint8Array;
  /** What was refused on the way to this body. */
  readonly issues?: readonly DecodeIssue[];
  /** Whether the sender is told how many samples, histograms and exemplars were kept. */
  readonly wantsWritten?: boolean;
}

export interface ReceiverOptions {
  readonly groupCommit: GroupCommit;
  readonly known: KnownRequests;
  readonly tally: Tally;
  /** Limits as they stand now: the kept window moves with the clock. */
  readonly decodeOptions: () => DecodeOptions;
  /** Leaves data points out that their series does not allow, and says which. */
  readonly admitPoints: (columns: PointColumns) => Promise<DecodeIssue[]>;
  readonly onDefect: (cause: unknown, message: string) => void;
}
export type Receive = (received: Received) => Promise<Outcome>;

export interface Receiver {
  readonly receive: Receive;
  /** Answers everybody who still waits with this; what they sent may be stored all the same. */
  answerAll(refusal: Refused): void;
}

/** Answered by then in any case: OTLP clients give up after 10 s and would not learn that they may try again. */
const ANSWER_WITHIN_MS = 8_000;
const AWAY_RETRY_MS = 2_000;

const DECODERS: Readonly<Record<Signal, (body: Uint8Array, options: DecodeOptions) => Decoded<SignalColumns>>> = {
  traces: decodeTraces,
  metrics: decodeMetrics,
  logs: decodeLogs,
};

export function createReceiver(options: ReceiverOptions): Receiver {
  const { known, tally } = options;
  const waiting = new Set<(refusal: Refused) => void>();
  const receive: Receive = async (received) => {
    const { signal, body, ticket } = received;
    tally.arrived(signal, body.length);
    const hash = requestHash(signal, received.identity ?? body);
    const key = keyOf(hash);
    const earlier = known.committed(key);
    const outcome = earlier ? repeatOf(earlier, signal, tally) : known.inFlight(key);
    if (outcome) ticket.close();
    return inTime(outcome ?? first(received, hash, key, options), waiting);
  };
  return {
    receive,
    answerAll(refusal) {
      for (const answer of waiting) answer(refusal);
    },
  };
}

function repeatOf(earlier: Remembered, signal: Signal, tally: Tally): Outcome {
  tally.repeated(signal, earlier.items);
  return earlier.outcome;
}

/** A request that is not known: decodes it and sees it through, keeping others that are the same tied to it. */
function first(received: Received, hash: Uint8Array, key: string, options: ReceiverOptions): Promise<Outcome> {
  const { known } = options;
  let remembered: Remembered | null = null;
  const work = async (): Promise<Outcome> => {
    const decoded = decode(received, options);
    if (!decoded.ok) return decoded.refusal;
    const { columns } = decoded;
    const late = columns.signal === "metrics" ? await options.admitPoints(columns) : [];
    const issues = [...(received.issues ?? []), ...decoded.issues, ...late];
    options.tally.decoded(received.signal, columns, issues);
    const partial = summarise(received.signal, issues);
    const written = received.wantsWritten && columns.signal === "metrics" ? countWritten(columns) : undefined;
    const outcome = await store(columns, hash, options);
    if (outcome.kind === "refused") return outcome;
    const stored = partial || written ? { ...outcome, partial, written } : outcome;
    if (columns.count > 0) remembered = { outcome: stored, items: columns.count };
    return stored;
  };
  const outcome = work().finally(() => {
    received.ticket.close();
    known.end(key, remembered);
  });
  known.begin(key, outcome);
  return outcome;
}

type DecodedRequest =
  | { ok: true; columns: SignalColumns; issues: readonly DecodeIssue[] }
  | { ok: false; refusal: Refused };

function decode({ signal, encoding, body, ticket }: Received, options: ReceiverOptions): DecodedRequest {
  const { onDefect } = options;
  try {
    const binary =
      encoding === "json" ? transcodeJson(signal, body) : { ok: true as const, bytes: body, leftOut: null };
    if (!binary.ok) return { ok: false, refusal: undecodable(binary.message) };
    const decoded = DECODERS[signal](binary.bytes, options.decodeOptions());
    if (!decoded.ok) return { ok: false, refusal: undecodable(decoded.message) };
    const over = binary.bytes === body ? null : ticket.grow(binary.bytes.length);
    if (over) return { ok: false, refusal: over };
    const issues = binary.leftOut?.join(decoded.issues) ?? decoded.issues;
    return { ok: true, columns: decoded.columns, issues };
  } catch (cause) {
    onDefect(cause, "a decoder threw; the request was refused");
    return {
      ok: false,
      refusal: refused("failed", "This request cannot be decoded because of a defect in Chronoscope."),
    };
  }
}

const undecodable = (message: string) => refused("undecodable", message);

async function store(columns: SignalColumns, hash: Uint8Array, options: ReceiverOptions): Promise<Outcome> {
  if (columns.count === 0) return STORED_WHOLE;
  const { tally, groupCommit } = options;
  const result = await groupCommit.add({ hash, columns });
  tally.committed(columns.signal, columns.count, result);
  return outcomeOf(result);
}

function outcomeOf(result: CommitResult): Outcome {
  if (result.kind === "stored" || result.kind === "repeated") return STORED_WHOLE;
  return result.kind === "away"
    ? storeAway()
    : refused(
        "failed",
        "This request alone cannot be stored because of a defect in Chronoscope; do not send it again.",
      );
}

/** The refusal of everything while the store cannot be reached. */
export function storeAway(): Refused {
  return refused(
    "store_away",
    "The database cannot be reached right now; nothing of this request was kept. Send it again.",
    AWAY_RETRY_MS,
  );
}

const LATE = refused("store_away", "The database has not answered in time. Send the request again.", AWAY_RETRY_MS);

/** The outcome, or "try again" when it is not known in time: then the request may still be stored, and its repeat is recognised. */
async function inTime(outcome: Outcome | Promise<Outcome>, waiting: Set<(refusal: Refused) => void>): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  let answer: (refusal: Refused) => void = () => undefined;
  const early = new Promise<Outcome>((resolve) => {
    answer = resolve;
    timer = setTimeout(() => resolve(LATE), ANSWER_WITHIN_MS);
  });
  waiting.add(answer);
  try {
    return await Promise.race([outcome, early]);
  } finally {
    clearTimeout(timer);
    waiting.delete(answer);
  }
}
