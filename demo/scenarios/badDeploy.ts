/**
 * `bad-deploy`: payments 2.14.0 goes out in eu-west. It looks payment methods up by e-mail without an index (a full scan of
 * orders-db) and stumbles over customers without one; it is rolled back at the end. Other regions keep 2.13.4.
 */
import type { World } from "../engine/world.ts";
import { EU_WEST } from "../shop/places.ts";
import { ORDERS_DB } from "../shop/stores.ts";
import { MINUTE_MS, type Scenario } from "./scenario.ts";

const SERVICE = "payments";
const BAD = "2.14.0";
const ROLLED_BACK_MS = 14 * MINUTE_MS;
const BETWEEN_INSTANCES_MS = 40_000;
const FULL_SCAN = 1_400;
const BUG_RATIO = 0.45;

/** Replaces every instance, one after another, as a rolling deployment does. */
function roll(world: World, startMs: number, version: string, prepare: (index: number) => void): void {
  world.instances(SERVICE, EU_WEST).forEach((_, index) => {
    world.simulator.at(startMs + index * BETWEEN_INSTANCES_MS, () => {
      const instance = world.instances(SERVICE, EU_WEST)[index];
      if (instance) world.replace(instance, version);
      prepare(index);
    });
  });
}

export const badDeploy: Scenario = {
  name: "bad-deploy",
  title: "payments 2.14.0 in eu-west scans a whole table and fails",
  durationMs: 15 * MINUTE_MS,
  recoveryMs: 3 * MINUTE_MS,
  placedBeforeMs: 70 * MINUTE_MS,
  truth: {
    rootCause: {
      kind: "deployment",
      name: SERVICE,
      sentence:
        "payments 2.14.0, deployed to eu-west, reads payment_methods with a full scan of orders-db and fails for customers without an e-mail; 2.13.4 did neither.",
    },
    affected: [SERVICE, "checkout", "gateway"],
    timeline: [
      { offsetSeconds: 0, subject: SERVICE, sentence: "2.14.0 replaces 2.13.4 on the first instance in eu-west." },
      { offsetSeconds: 5, subject: ORDERS_DB, sentence: "A statement never seen before scans payment_methods." },
      { offsetSeconds: 40, subject: SERVICE, sentence: "2.14.0 runs on every instance in eu-west." },
      {
        offsetSeconds: 60,
        subject: "checkout",
        sentence: "Nearly half of the authorisations in eu-west fail, the rest takes seconds.",
      },
      { offsetSeconds: 840, subject: SERVICE, sentence: "Rolled back to 2.13.4, one instance after the other." },
      { offsetSeconds: 890, subject: "checkout", sentence: "Checkouts are as fast as before." },
    ],
  },
  shortening: { leastMs: 2 * MINUTE_MS, endingMs: ROLLED_BACK_MS },
  play: (world, startMs, earlierMs = 0) => {
    const before = world.service(SERVICE).spec.version;
    world.simulator.at(startMs, () => world.database(ORDERS_DB).costFactors.set("scan payment methods", FULL_SCAN));
    roll(world, startMs, BAD, (index) => {
      const instance = world.instances(SERVICE, EU_WEST)[index];
      if (!instance) return;
      instance.bugRatio = BUG_RATIO;
      instance.statements.set("select payment method", "scan payment methods");
    });
    roll(world, startMs + ROLLED_BACK_MS - earlierMs, before, () => undefined);
  },
};
