/**
 * What moves the playhead: dragging, playing, steps. It knows the clock and the strip only through its host, so that it runs without a
 * browser. While the playhead moves the address stays; `settle` writes it once, and the move is over when the address has arrived
 * (`addressChanged`), so that nothing jumps back in between.
 */
import { movePlayhead, playheadNow } from "../state/playhead.ts";
import { pageEndFor } from "../state/shownWindow.ts";
import type { StripRange } from "./stripRange.ts";

export interface PlaybackHost {
  /** The clock of the address. */
  clock(): { readonly atMs: number; readonly live: boolean; readonly nowMs: number; readonly windowMs: number };
  /** What the strip shows. Playing until a condition ends with it; else the strip's page is turned, up to the present. */
  strip(): StripRange;
  setAt(unixMs: number): void;
  goLive(): void;
  /** Calls back before the next frame, with the time in ms of a steady clock. */
  requestFrame(callback: (steadyMs: number) => void): number;
  cancelFrame(id: number): void;
  /** Calls back once nothing was dragged for a moment; a newer call takes an older one's place. */
  whenResting(callback: () => void): void;
}

export type StopCondition = (atMs: number) => boolean | Promise<boolean>;

/** A tab in the background has no frames; what passed there is not caught up with. */
const LONGEST_FRAME_MS = 250;
/** The strip's page is turned when so much of it is left: what comes next is asked for before it is reached. */
const TURN_BEFORE = 1 / 8;
/** And the playhead then stands at so much of the new one. */
const TURNED_TO = 1 / 4;
/** From this speed on nobody stops finer than a second. */
const WHOLE_SECONDS_FROM = 30;

export class PlaybackEngine {
  private frame: number | null = null;
  private lastMs: number | null = null;
  private until: StopCondition | undefined;
  private isAsking = false;

  constructor(private readonly host: PlaybackHost) {}

  /** The instant that is drawn now. */
  readonly here = () => playheadNow().atMs ?? this.host.clock().atMs;

  /** Runs until the condition holds or the strip ends; without one until the present, or `pause`. The present plays by itself. */
  readonly play = (until?: StopCondition) => {
    if (this.host.clock().live && playheadNow().atMs === null) return;
    this.halt();
    this.until = until;
    movePlayhead({ atMs: this.here(), playing: true });
    this.turnPage();
    this.frame = this.host.requestFrame(this.onFrame);
  };

  readonly pause = () => {
    const { live, nowMs } = this.host.clock();
    if (live && playheadNow().atMs === null) return this.host.setAt(Math.floor(nowMs / 1000) * 1000);
    const step = playheadNow().speed >= WHOLE_SECONDS_FROM ? 1_000 : 1;
    this.settle(Math.floor(this.here() / step) * step);
  };

  readonly setSpeed = (speed: number) => movePlayhead({ speed });

  readonly scrubTo = (atMs: number) => {
    this.halt();
    movePlayhead({ atMs: Math.min(atMs, this.host.clock().nowMs) });
    this.host.whenResting(() => playheadNow().atMs !== null && this.turnPage());
  };

  readonly settle = (wishedMs?: number) => {
    const atMs = Math.round(wishedMs ?? this.here());
    this.halt();
    const { atMs: addressMs, live, nowMs } = this.host.clock();
    const isPresent = atMs >= nowMs;
    if (isPresent ? live : !live && atMs === addressMs) return movePlayhead({ atMs: null });
    movePlayhead({ atMs });
    if (isPresent) this.host.goLive();
    else this.host.setAt(atMs);
  };

  /** To the present, which has moved on since anybody looked at it. */
  readonly goLive = () => {
    this.halt();
    const { live, nowMs } = this.host.clock();
    movePlayhead({ atMs: live ? null : nowMs });
    if (!live) this.host.goLive();
  };

  /** The address has an instant of its own again: by `settle`, or because someone went elsewhere. */
  readonly addressChanged = () => {
    this.halt();
    movePlayhead({ atMs: null });
  };

  /** Charts show the stretch around the playhead once it has left theirs. */
  private turnPage() {
    const { atMs: clockMs, windowMs, nowMs } = this.host.clock();
    const open = playheadNow().pageEndMs;
    const pageEndMs = pageEndFor(this.here(), open ?? clockMs, windowMs, nowMs);
    if (pageEndMs !== (open ?? clockMs)) movePlayhead({ pageEndMs });
  }

  /** Where playing ends at the latest, turning the strip's page on the way there. */
  private playsUntil(): number {
    const { startMs, endMs: shownMs } = this.host.strip();
    const { nowMs } = this.host.clock();
    const endMs = playheadNow().stripEndMs ?? shownMs;
    if (this.until || endMs >= nowMs) return Math.min(endMs, nowMs);
    const length = shownMs - startMs;
    if (endMs - this.here() > length * TURN_BEFORE) return nowMs;
    movePlayhead({ stripEndMs: Math.min(nowMs, this.here() + length * (1 - TURNED_TO)) });
    return nowMs;
  }

  private halt() {
    if (this.frame !== null) this.host.cancelFrame(this.frame);
    this.frame = null;
    this.lastMs = null;
    this.until = undefined;
    this.isAsking = false;
    if (playheadNow().playing) movePlayhead({ playing: false });
  }

  private readonly onFrame = (steadyMs: number) => {
    const passed = this.lastMs === null ? 0 : Math.min(LONGEST_FRAME_MS, steadyMs - this.lastMs);
    this.lastMs = steadyMs;
    const endMs = this.playsUntil();
    const atMs = Math.min(endMs, this.here() + passed * playheadNow().speed);
    movePlayhead({ atMs });
    this.turnPage();
    if (atMs >= endMs) return this.settle(atMs);
    this.frame = this.host.requestFrame(this.onFrame);
    this.judge(atMs);
  };

  /** Stops where the condition was asked for, also when its answer comes later. */
  private judge(atMs: number) {
    const asked = this.until;
    if (!asked || this.isAsking) return;
    const answer = asked(atMs);
    if (answer === true) return this.settle(atMs);
    if (answer === false) return;
    this.isAsking = true;
    answer.then(
      (holds) => {
        if (this.until !== asked) return;
        this.isAsking = false;
        if (holds) this.settle(atMs);
      },
      () => this.until === asked && this.settle(atMs),
    );
  }
}
