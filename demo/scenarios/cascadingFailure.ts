/**
 * `cascading-failure`: a stock reconciliation job leaks connections and holds row locks in inventory-db. The pool of inventory
 * is exhausted, orders wait for inventory and try again, payments wait for orders, checkouts time out.
 *
 *   checkout -> payments -> orders -> inventory -> inventory-db (57 of 60 connections held by the job)
 */
import { INVENTORY_DB } from "../shop/stores.ts";
import { MINUTE_MS, ramp, type Scenario } from "./scenario.ts";

const HELD = 57;
const LEAK_MS = 4 * MINUTE_MS;
const KILLED_MS = 14 * MINUTE_MS;
/** Waiting for rows that the job has locked. */
const LOCKED = { "reserve stock": 300, "select stock": 120 };

export const cascadingFailure: Scenario = {
  name: "cascading-failure",
  title: "inventory-db runs out of connections and takes checkout down",
  durationMs: 15 * MINUTE_MS,
  recoveryMs: 3 * MINUTE_MS,
  placedBeforeMs: 170 * MINUTE_MS,
  truth: {
    rootCause: {
      kind: "database",
      name: INVENTORY_DB,
      sentence:
        "A stock reconciliation job leaks connections and holds row locks in inventory-db until its 60 connections are exhausted; inventory, orders, payments and checkout wait behind it.",
    },
    affected: [INVENTORY_DB, "inventory", "orders", "payments", "checkout", "cart", "gateway"],
    timeline: [
      { offsetSeconds: 0, subject: INVENTORY_DB, sentence: "A stock reconciliation job starts to leak connections." },
      {
        offsetSeconds: 180,
        subject: INVENTORY_DB,
        sentence: "Stock rows stay locked; queries take a hundred times longer.",
      },
      {
        offsetSeconds: 240,
        subject: INVENTORY_DB,
        sentence: "57 of 60 connections are held by the job: too many clients.",
      },
      { offsetSeconds: 250, subject: "inventory", sentence: "Requests wait for a connection and time out." },
      {
        offsetSeconds: 260,
        subject: "orders",
        sentence: "Reservations fail and are tried again, which doubles the load.",
      },
      { offsetSeconds: 270, subject: "payments", sentence: "Orders are not placed in time." },
      { offsetSeconds: 280, subject: "checkout", sentence: "Checkouts fail or take many seconds." },
      { offsetSeconds: 840, subject: INVENTORY_DB, sentence: "The job is killed and its connections come back." },
      { offsetSeconds: 900, subject: "checkout", sentence: "Checkouts succeed again." },
    ],
  },
  play: (world, startMs) => {
    const database = world.database(INVENTORY_DB);
    ramp(world, startMs, LEAK_MS, (share) => {
      database.hold(Math.round(HELD * share));
      const locked = Math.max(0, share - 0.6) / 0.4;
      for (const [statement, factor] of Object.entries(LOCKED)) {
        database.costFactors.set(statement, 1 + (factor - 1) * locked);
      }
    });
    world.simulator.at(startMs + KILLED_MS, () => {
      database.hold(0);
      database.costFactors.clear();
    });
  },
};
