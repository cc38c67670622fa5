/**
 * `retry-avalanche`: an index merge slows search-db in eu-west for a minute and a half. Searches are given up after 800 ms, but the
 * database works on for nobody; search asks five times, gateway asks search five times. So the database is asked 25 times as often
 * as visitors ask, and stays overloaded long after the merge, until retries are forbidden.
 *
 *   visitors x1 -> gateway x5 -> search x25 -> search-db (40 connections, all busy with answers that nobody waits for)
 */
import { EU_WEST } from "../shop/places.ts";
import { SEARCH_DB } from "../shop/stores.ts";
import { MINUTE_MS, type Scenario } from "./scenario.ts";

const STATEMENT = "find products";
const SLOWER = 10;
export const MERGE_MS = 1.5 * MINUTE_MS;
const FORBIDDEN_MS = 12.5 * MINUTE_MS;
const ALLOWED_MS = 15 * MINUTE_MS;
export const RETRIERS = ["gateway", "search"] as const;

export const retryAvalanche: Scenario = {
  name: "retry-avalanche",
  title: "search-db in eu-west drowns in retries after a short slow-down",
  durationMs: 15 * MINUTE_MS,
  recoveryMs: 3 * MINUTE_MS,
  placedBeforeMs: 222 * MINUTE_MS,
  truth: {
    rootCause: {
      kind: "retries",
      name: "search",
      sentence:
        "A merge slowed search-db in eu-west for 90 s; gateway and search each try five times, which asks the database 25 times as often and keeps it overloaded long after the merge, until retries are forbidden.",
    },
    affected: [SEARCH_DB, "search", "gateway"],
    timeline: [
      {
        offsetSeconds: 0,
        subject: SEARCH_DB,
        sentence: "An index merge in eu-west makes searches ten times slower.",
      },
      {
        offsetSeconds: 5,
        subject: "search",
        sentence: "Queries are given up after 800 ms and asked again, up to five times.",
      },
      { offsetSeconds: 20, subject: "gateway", sentence: "Searches fail after five attempts of three seconds." },
      { offsetSeconds: 90, subject: SEARCH_DB, sentence: "The merge is over; all 40 connections stay busy." },
      { offsetSeconds: 750, subject: "search", sentence: "Retries of search and gateway are forbidden." },
      { offsetSeconds: 780, subject: SEARCH_DB, sentence: "The database has caught up." },
      { offsetSeconds: 900, subject: "gateway", sentence: "Retries are allowed again." },
    ],
  },
  play: (world, startMs) => {
    const database = world.database(SEARCH_DB, EU_WEST);
    const limits = world.retryLimits;
    world.simulator.at(startMs, () => database.costFactors.set(STATEMENT, SLOWER));
    world.simulator.at(startMs + MERGE_MS, () => database.costFactors.delete(STATEMENT));
    world.simulator.at(startMs + FORBIDDEN_MS, () => RETRIERS.forEach((service) => void limits.set(service, 0)));
    world.simulator.at(startMs + ALLOWED_MS, () => RETRIERS.forEach((service) => void limits.delete(service)));
  },
};
