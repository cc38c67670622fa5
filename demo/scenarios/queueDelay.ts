/**
 * `queue-delay`: in eu-west the group that reads order-events commits slowly, so two consumers manage fewer messages than arrive.
 * Orders are placed as fast as ever; messages wait minutes; what comes out of the queue is too old to be mailed.
 *
 *   orders --> order-events [||||||||||] --> shipping (a commit takes 10 s) --> notifications --> mailer (expired)
 */
import { EU_WEST } from "../shop/places.ts";
import { ORDER_EVENTS } from "../shop/stores.ts";
import { MINUTE_MS, ramp, type Scenario } from "./scenario.ts";

/** Ten seconds instead of two milliseconds. */
const SLOWNESS = 5_000;
const WORSENS_MS = MINUTE_MS;
const MENDED_MS = 18.5 * MINUTE_MS;

export const queueDelay: Scenario = {
  name: "queue-delay",
  title: "shipping falls behind order-events in eu-west",
  durationMs: 20 * MINUTE_MS,
  recoveryMs: 4 * MINUTE_MS,
  placedBeforeMs: 272 * MINUTE_MS,
  truth: {
    rootCause: {
      kind: "queue",
      name: ORDER_EVENTS,
      sentence:
        "In eu-west the coordinator of order-events answers the commits of its consumers after 10 s: shipping takes fewer messages than orders publish, they wait for minutes, and mails come out expired.",
    },
    affected: ["shipping", "mailer"],
    timeline: [
      { offsetSeconds: 0, subject: ORDER_EVENTS, sentence: "Commits in eu-west take longer and longer." },
      { offsetSeconds: 60, subject: "shipping", sentence: "Each message takes 10 s; the lag begins to grow." },
      {
        offsetSeconds: 300,
        subject: ORDER_EVENTS,
        sentence: "Messages wait more than a minute; publishing is as fast as ever.",
      },
      { offsetSeconds: 480, subject: "mailer", sentence: "Messages are older than three minutes: mails are not sent." },
      {
        offsetSeconds: 1_110,
        subject: ORDER_EVENTS,
        sentence: "The coordinator is replaced; commits are quick again.",
      },
      { offsetSeconds: 1_130, subject: "shipping", sentence: "The backlog is worked off." },
      { offsetSeconds: 1_150, subject: "mailer", sentence: "Mails go out in time." },
    ],
  },
  play: (world, startMs) => {
    const queue = world.queue(ORDER_EVENTS, EU_WEST);
    ramp(world, startMs, WORSENS_MS, (share) => {
      queue.slowness = SLOWNESS ** share;
    });
    world.simulator.at(startMs + MENDED_MS, () => {
      queue.slowness = 1;
    });
  },
};
