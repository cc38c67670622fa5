/**
 * `region-partition`: the link between ap-south and eu-west loses more and more packets, then all. What ap-south reads and writes in
 * eu-west (orders-db, inventory-db, the fraud check) cannot be reached; its callers wait, try again and fail. Everything that stays
 * within a region is well, and so are the other links.
 *
 *   ap-south: gateway -> checkout -> payments --X--> orders-db (eu-west)
 *                \-> cart -> inventory ---------X--> inventory-db (eu-west)
 */
import { linkOf } from "../engine/world.ts";
import { AP_SOUTH, EU_WEST } from "../shop/places.ts";
import { INVENTORY_DB, ORDERS_DB } from "../shop/stores.ts";
import { MINUTE_MS, ramp, type Scenario } from "./scenario.ts";

const WORSENS_MS = 2 * MINUTE_MS;
const MENDED_MS = 14 * MINUTE_MS;
const LINK = linkOf(AP_SOUTH, EU_WEST);

export const regionPartition: Scenario = {
  name: "region-partition",
  title: "ap-south cannot reach eu-west",
  durationMs: 15 * MINUTE_MS,
  recoveryMs: 3 * MINUTE_MS,
  placedBeforeMs: 120 * MINUTE_MS,
  truth: {
    rootCause: {
      kind: "network",
      name: AP_SOUTH,
      sentence:
        "The network between ap-south and eu-west loses every packet: what ap-south reads and writes in eu-west (orders-db, inventory-db, fraud-check) times out, so nobody there can order; calls within each region are well.",
    },
    affected: ["inventory", "orders", "payments", "cart", "checkout", "gateway"],
    timeline: [
      { offsetSeconds: 0, subject: AP_SOUTH, sentence: "The link to eu-west begins to lose packets." },
      { offsetSeconds: 20, subject: "inventory", sentence: `In ap-south connections to ${INVENTORY_DB} time out.` },
      { offsetSeconds: 30, subject: "payments", sentence: `In ap-south connections to ${ORDERS_DB} time out.` },
      { offsetSeconds: 40, subject: "orders", sentence: "In ap-south orders cannot be read." },
      { offsetSeconds: 50, subject: "cart", sentence: "Carts ask for stock again and again." },
      { offsetSeconds: 60, subject: "checkout", sentence: "Checkouts of ap-south fail." },
      { offsetSeconds: 70, subject: "gateway", sentence: "A quarter of the visitors of ap-south see errors." },
      { offsetSeconds: 120, subject: AP_SOUTH, sentence: "Nothing gets through to eu-west any more." },
      { offsetSeconds: 840, subject: AP_SOUTH, sentence: "The link is back." },
      { offsetSeconds: 850, subject: "checkout", sentence: "Checkouts succeed everywhere." },
    ],
  },
  play: (world, startMs) => {
    ramp(world, startMs, WORSENS_MS, (share) => world.partitions.set(LINK, share));
    world.simulator.at(startMs + MENDED_MS, () => world.partitions.delete(LINK));
  },
};
