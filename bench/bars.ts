/**
 * What each figure is held against: goal and stretch of DESIGN §7, the seeds' own bars (S41, S42), and for a few the sentence of
 * the issue that asked for them. Texts, since they are shown beside the figures and never computed with.
 */
export interface Bar {
  readonly goal?: string;
  readonly stretch?: string;
  readonly seed?: string;
}

export const BARS = {
  spans: {
    goal: "150,000/s at p95 < 50 ms",
    stretch: "400,000/s at p95 < 100 ms",
    seed: "S41 50,000/s, S42 p95 < 50 ms",
  },
  points: { goal: "100,000/s", seed: "S41 100,000/s, S42 p95 < 50 ms" },
  logs: { seed: "S41 20,000/s, S42 p95 < 50 ms" },
  mix: { goal: "p95 < 50 ms", stretch: "with < 1 core for Node and Postgres", seed: "S42 p95 < 50 ms" },
  spanBytes: { goal: "150 B", stretch: "84 B" },
  pointBytes: { goal: "12 B", stretch: "5 B" },
  pointBytesCompacted: { goal: "2 B", stretch: "1.5 B" },
  logBytes: { goal: "80 B", stretch: "30 B" },
  visible: { goal: "< 1 s", stretch: "< 200 ms" },
  traceById: { goal: "p50 < 10 ms, p99 < 30 ms at 20 million", stretch: "p99 < 10 ms" },
  equality: { goal: "p95 < 1 s, complete, at 10 million", stretch: "p95 < 100 ms" },
  range: { goal: "complete < 10 s at 10 million", stretch: "complete < 2 s" },
  servicePage: { goal: "p95 < 300 ms", stretch: "< 50 ms" },
  trace10k: { goal: "0.3 s" },
  trace100k: { goal: "1 s" },
  scrub: { goal: "p95 < 16 ms a frame, 30 frames/s", stretch: "60 frames/s" },
  frame: { goal: "p95 < 16 ms a frame" },
  memory: { goal: "< 1 GB", stretch: "< 600 MB" },
  ready: { goal: "< 5 s", stretch: "2 s" },
  accepted: { goal: "< 2 s", stretch: "0.3 s" },
  firstPaint: { goal: "< 350 kB", stretch: "< 200 kB" },
  backFill: { goal: "< 60 s" },
  recovery: { goal: "< 10 s" },
  promqlRate: { goal: "< 3 s from the store", stretch: "< 1 s" },
  promqlWeek: { goal: "< 3 s from the store" },
  promqlDerived: { goal: "< 3 s from the tiers" },
  state: { goal: "p95 < 100 ms at 6 million events" },
  stateStep: { goal: "< 5 ms at 6 million events" },
  stateFrames: { goal: "< 1.5 s" },
  stateBytes: { goal: "290 B an event" },
  mapLayout: { goal: "< 2 s" },
  sloPage: { goal: "p95 < 200 ms" },
  sloRead: { goal: "< 50 ms" },
  sloMinute: {},
  alertsMinute: {},
  alertsLag: { goal: "< 15 s" },
  firingDelay: { goal: "p95 < 20 s" },
  firingMany: { goal: "none lost" },
  decode: { goal: "12 to 20 times" },
} satisfies Record<string, Bar>;
