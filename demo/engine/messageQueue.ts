/**
 * A queue between producers and consumers, one per region: first in, first out, as long as it gets.
 * Units: Unix milliseconds.
 */
import type { TracePlace } from "./activity.ts";
import type { Resume, Simulator, Wait } from "./simulator.ts";
import type { QueueSpec } from "./topology.ts";

export interface Message {
  readonly place: TracePlace;
  readonly publishedMs: number;
  /** When the first message of the chain that led to this one was published. */
  readonly originMs: number;
  readonly token: number;
}

export class MessageQueue {
  published = 0;
  consumed = 0;
  /** Knob: factor on the time that a consumer's commit takes. */
  slowness = 1;
  private readonly messages: Message[] = [];
  private readonly idle: Resume[] = [];

  constructor(
    readonly spec: QueueSpec,
    readonly region: string,
    private readonly simulator: Simulator,
  ) {}

  get depth(): number {
    return this.messages.length;
  }

  oldestAgeMs(nowMs: number): number {
    return this.messages[0] ? nowMs - this.messages[0].publishedMs : 0;
  }

  publish(message: Message): void {
    this.published++;
    this.messages.push(message);
    const waiting = this.idle.shift();
    if (waiting) this.simulator.after(0, () => waiting(undefined));
  }

  /** Up to `most` messages that wait now; none when somebody else was faster. */
  take(most: number): Message[] {
    const taken = this.messages.splice(0, most);
    this.consumed += taken.length;
    return taken;
  }

  /** Waits until there may be a message. */
  arrival(): Wait {
    return this.messages.length > 0 ? 0 : (resume) => this.idle.push(resume);
  }
}
