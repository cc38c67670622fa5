/**
 * Pairs PRODUCER spans with the CONSUMER spans that name them as parent or by a link, which may lie in another trace (OpenTelemetry's
 * semantic conventions, "Messaging spans": consumers are correlated with the creation context of each message, in batches by links).
 *
 * What counts as one call: one published span that a service consumed. So a batch of a hundred messages, published one by one, is a
 * hundred calls with the duration and the outcome of the batch, and the edge's rate is the rate of messages, as its producer sees it; a batch
 * published by one span is one. A parent and a link to one producer, links given twice, several spans for one message (receive and
 * process) and a message that is tried again count once, by what came first. Services that share a message have an edge each.
 * A span that only received (`messaging.operation.type` receive) knows nothing of how the work went: it counts when no other
 * span of its service has spoken for the message within a minute.
 *
 * A producer waits for 15 min, however many consumed its message: queues may be long. As long as some messages of a destination are
 * known to be consumed, its broker is no peer that never reports, though a message may lie there for longer than a call waits.
 * Bounded in number; the oldest give way. Provisional until `commit`, as all of a derivation.
 */
import { type Half, WaitingHalves } from "./deriveHalves.ts";
import { RecentSpans } from "./deriveIdentity.ts";

export const MESSAGE_LIFE_MS = 900_000;
const MOST_DESTINATIONS = 4_096;
/** What is remembered of (a published span, a service). */
const Mark = { DELIVERED: 0, WAITS: 1, RECEIVED: 2 } as const;

export type CountPair = (producer: Half, consumer: Half) => void;

export class Messages {
  /** PRODUCER spans, and consumers whose producer has not come yet: both under the producer's id. */
  private readonly sent: WaitingHalves;
  private readonly received: WaitingHalves;
  private readonly marks: RecentSpans;
  /** Destination -> when a message of it was consumed last, Unix ms; the one that is longest ago first. */
  private readonly consumed = new Map<number, number>();

  /** `capacity` is a power of two. */
  constructor(capacity: number, receivedLifeMs: number) {
    this.sent = new WaitingHalves(capacity, MESSAGE_LIFE_MS);
    this.received = new WaitingHalves(capacity, receivedLifeMs);
    this.marks = new RecentSpans(Math.max(capacity, 1 << 12));
  }

  /** A PRODUCER span. True when its message was consumed already. */
  send(high: number, low: number, producer: Half, count: CountPair): boolean {
    let consumer = this.sent.take(high, low, false);
    const answered = consumer !== null;
    for (; consumer; consumer = this.sent.take(high, low, false)) this.deliver(high, low, producer, consumer, count);
    if (this.sent.look(high, low, true) === null) this.sent.wait(high, low, producer);
    return answered;
  }

  /** A consumer of the message that this span published. True when the producer is known; else it waits. */
  consume(high: number, low: number, consumer: Half, count: CountPair): boolean {
    const producer = this.sent.look(high, low, true);
    if (producer) this.deliver(high, low, producer, consumer, count);
    else if (this.marksNew(high, low, consumer, Mark.WAITS)) this.sent.wait(high, low, consumer);
    return producer !== null;
  }

  receive(high: number, low: number, consumer: Half): void {
    if (this.marksNew(high, low, consumer, Mark.RECEIVED)) this.received.wait(high, low, consumer);
  }

  deliver(high: number, low: number, producer: Half, consumer: Half, count: CountPair): void {
    if (!this.marksNew(high, low, consumer, Mark.DELIVERED)) return;
    this.consumed.delete(producer.destination);
    this.consumed.set(producer.destination, consumer.arrivedMs);
    if (this.consumed.size > MOST_DESTINATIONS) {
      for (const oldest of this.consumed.keys()) {
        this.consumed.delete(oldest);
        break;
      }
    }
    count(producer, consumer);
  }

  /** Whether somebody who reports consumes what is sent where this went. */
  isConsumed({ messaging, destination, arrivedMs }: Half): boolean {
    return messaging && (this.consumed.get(destination) ?? Number.NEGATIVE_INFINITY) + MESSAGE_LIFE_MS > arrivedMs;
  }

  /** To be called once, as a derivation begins. */
  expire(nowMs: number, count: CountPair): void {
    this.sent.expire(nowMs, () => undefined);
    this.received.expire(nowMs, (consumer, high, low) => this.consume(high, low, consumer, count));
  }

  forget(): void {
    this.sent.forget();
    this.received.forget();
    this.consumed.clear();
  }

  commit(): void {
    for (const part of [this.sent, this.received, this.marks]) part.commit();
  }

  rollback(): void {
    for (const part of [this.sent, this.received, this.marks]) part.rollback();
  }

  private marksNew(high: number, low: number, { service }: Half, mark: number): boolean {
    const mixed = Math.imul(service * 4 + mark + 1, 0x9e3779b1);
    return this.marks.add(high ^ mixed, low ^ (mixed & ~1));
  }
}
