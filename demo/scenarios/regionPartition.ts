/**
 * `region-partition`: the link between ap-south and eu-west loses more and more packets, then all; the path that inventory-db lies on
 * goes first, the others a minute and a half later. What ap-south reads and writes in
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

const WORSENS_MS = 1.5 * MINUTE_MS;
const MENDED_MS = 14 * MINUTE_MS;
const LINK = linkOf(AP_SOUTH, EU_WEST);
const FIRST_PATH = `${LINK}/${INVENTORY_DB}`;

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
      { offsetSeconds: 50, subject: "cart", sentence: "Carts of ap-south ask for stock again, in vain." },
      { offsetSeconds: 60, subject: "orders", sentence: "Orders of ap-south are not placed." },
      { offsetSeconds: 70, subject: "checkout", sentence: "Payments and checkouts of ap-south fail." },
      { offsetSeconds: 75, subject: "gateway", sentence: "A quarter of the visitors of ap-south see errors." },
      { offsetSeconds: 100, subject: "payments", sentence: `In ap-south connections to ${ORDERS_DB} time out too.` },
      { offsetSeconds: 180, subject: AP_SOUTH, sentence: "Nothing gets through to eu-west any more." },
      { offsetSeconds: 840, subject: AP_SOUTH, sentence: "The link is back." },
      { offsetSeconds: 850, subject: "checkout", sentence: "Checkouts succeed everywhere." },
    ],
  },
  play: (world, startMs) => {
    ramp(world, startMs, WORSENS_MS, (share) => world.partitions.set(FIRST_PATH, share));
    ramp(world, startMs + WORSENS_MS, WORSENS_MS, (share) => world.partitions.set(LINK, share));
    world.simulator.at(startMs + MENDED_MS, () => world.partitions.clear());
  },
};
