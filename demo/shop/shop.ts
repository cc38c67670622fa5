/** The shop: fifteen services in three regions, and what its visitors do. */
import type { Topology } from "../engine/topology.ts";
import { BROWSING } from "./browsing.ts";
import { ORDERING } from "./ordering.ts";
import { LATENCY_MS, REGIONS } from "./places.ts";
import { CACHES, DATABASES, PEERS, QUEUES } from "./stores.ts";

const visit = (endpoint: string, weight: number) => ({ service: "gateway", endpoint, weight });

export const SHOP: Topology = {
  name: "shop",
  environment: "production",
  regions: REGIONS,
  latencyMs: LATENCY_MS,
  services: [...BROWSING, ...ORDERING],
  databases: DATABASES,
  caches: CACHES,
  queues: QUEUES,
  peers: PEERS,
  visits: [
    visit("GET /", 17),
    visit("GET /products/{id}", 25),
    visit("GET /search", 17),
    visit("GET /cart", 9),
    visit("POST /cart/items", 10),
    visit("POST /login", 5),
    visit("POST /checkout", 12),
    visit("GET /orders/{id}", 8),
  ],
};
