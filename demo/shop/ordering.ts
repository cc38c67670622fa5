/**
 * The services that sell: checkout, fraud check, payments, orders, inventory, shipping, mail.
 *
 *   checkout -> payments -> orders -> inventory -> inventory-db
 *                    \-> card-network     \-> orders-db, order-events -> shipping -> notifications -> mailer
 *
 * Units: milliseconds of processor time; time-outs as the teams that own them set them (too long, as teams do).
 */
import type { EndpointSpec, ServiceSpec } from "../engine/topology.ts";
import { EU_WEST } from "./places.ts";
import { cache, call, log, query, work } from "./steps.ts";
import {
  CARD_NETWORK,
  CARRIER,
  INVENTORY_DB,
  NOTIFICATIONS,
  ORDER_EVENTS,
  ORDERS_DB,
  SESSION_CACHE,
} from "./stores.ts";

const usual = { instancesPerRegion: 2, workers: 16, lineLimit: 48, cores: 2, memoryMb: 300, memoryLimitMb: 768 };

const checkout: ServiceSpec = {
  ...usual,
  name: "checkout",
  team: "ordering",
  language: "java",
  version: "6.4.1",
  endpoints: [
    {
      name: "POST /checkouts",
      protocol: "http",
      cpuMs: 4,
      rejects: { ratio: 0.004, status: 422, message: "the cart is empty" },
      steps: [
        call("cart", "GET /carts/{id}", 1_000, { retries: 1 }),
        {
          do: "all",
          steps: [
            call("pricing", "shop.pricing.v1.Pricing/Quote", 1_500, { retries: 1 }),
            call("fraud-check", "POST /score", 1_000, { optional: true }),
          ],
        },
        call("payments", "shop.payments.v1.Payments/Authorize", 9_000),
        cache(SESSION_CACHE, "DEL"),
        log("INFO", "order {order_id} placed for {amount} EUR"),
      ],
    },
  ],
};

const fraudCheck: ServiceSpec = {
  ...usual,
  name: "fraud-check",
  team: "payments",
  // Its model runs on hardware that one region has.
  regions: [EU_WEST],
  language: "python",
  version: "0.22.5",
  cores: 1,
  endpoints: [
    {
      name: "POST /score",
      protocol: "http",
      cpuMs: 3,
      steps: [
        work("load features", 2),
        work("evaluate model", 24),
        log("WARN", "order {order_id} scored {score}, review", 0.02),
      ],
    },
  ],
};

const payments: ServiceSpec = {
  ...usual,
  name: "payments",
  team: "payments",
  language: "java",
  version: "2.13.4",
  pools: { [ORDERS_DB]: { size: 8, acquireTimeoutMs: 2_000 } },
  endpoints: [
    {
      name: "shop.payments.v1.Payments/Authorize",
      protocol: "grpc",
      cpuMs: 3,
      steps: [
        query(ORDERS_DB, "select payment method"),
        { do: "external", peer: CARD_NETWORK, method: "POST", path: "/v1/authorizations", timeoutMs: 3_000 },
        query(ORDERS_DB, "insert payment"),
        { do: "publish", queue: ORDER_EVENTS },
        call("orders", "shop.orders.v1.Orders/Place", 6_000),
        log("INFO", "authorised {amount} EUR for order {order_id}, code {code}"),
      ],
    },
  ],
};

const orders: ServiceSpec = {
  ...usual,
  name: "orders",
  team: "ordering",
  language: "java",
  version: "3.20.0",
  pools: { [ORDERS_DB]: { size: 8, acquireTimeoutMs: 2_000 } },
  endpoints: [
    {
      name: "shop.orders.v1.Orders/Place",
      protocol: "grpc",
      cpuMs: 3,
      steps: [
        call("inventory", "shop.inventory.v1.Inventory/Reserve", 1_800, { retries: 2, backoffMs: 120 }),
        query(ORDERS_DB, "insert order"),
        { do: "publish", queue: ORDER_EVENTS },
        log("INFO", "order {order_id} accepted, {items} items"),
      ],
    },
    { name: "GET /orders/{id}", protocol: "http", cpuMs: 2, steps: [query(ORDERS_DB, "select order")] },
  ],
};

const inventory: ServiceSpec = {
  ...usual,
  name: "inventory",
  team: "fulfilment",
  language: "go",
  version: "1.17.2",
  memoryMb: 110,
  memoryLimitMb: 384,
  pools: { [INVENTORY_DB]: { size: 10, acquireTimeoutMs: 1_500 } },
  endpoints: [
    {
      name: "shop.inventory.v1.Inventory/CheckStock",
      protocol: "grpc",
      cpuMs: 1,
      steps: [query(INVENTORY_DB, "select stock")],
    },
    {
      name: "shop.inventory.v1.Inventory/Reserve",
      protocol: "grpc",
      cpuMs: 1.5,
      steps: [
        query(INVENTORY_DB, "select stock"),
        query(INVENTORY_DB, "reserve stock"),
        log("INFO", "reserved {items} of {sku} for order {order_id}"),
      ],
    },
  ],
};

const consumer = (queue: string, cpuMs: number, steps: EndpointSpec["steps"]): EndpointSpec => ({
  name: queue,
  protocol: "queue",
  cpuMs,
  steps: [...steps, { do: "commit", queue }],
});

const shipping: ServiceSpec = {
  ...usual,
  name: "shipping",
  team: "fulfilment",
  language: "nodejs",
  version: "2.2.6",
  cores: 1,
  memoryMb: 160,
  consumes: { queue: ORDER_EVENTS, concurrency: 1, batch: 1 },
  endpoints: [
    consumer(ORDER_EVENTS, 4, [
      // An order is paid and accepted: the second of its two events prints the label and tells the customer.
      {
        do: "all",
        chance: 0.5,
        steps: [
          { do: "external", peer: CARRIER, method: "POST", path: "/labels", timeoutMs: 4_000, optional: true },
          { do: "publish", queue: NOTIFICATIONS },
          log("INFO", "label {label} printed for order {order_id}"),
        ],
      },
    ]),
  ],
};

/** Whoever ordered is told at once when the parcel is picked up, or not at all: the slot has passed. */
const MAIL_WORTH_MS = 180_000;

const mailer: ServiceSpec = {
  ...usual,
  name: "mailer",
  team: "fulfilment",
  language: "python",
  version: "1.5.0",
  instancesPerRegion: 1,
  memoryMb: 120,
  consumes: { queue: NOTIFICATIONS, concurrency: 1, batch: 8 },
  endpoints: [
    {
      ...consumer(NOTIFICATIONS, 6, [work("render mail", 9), log("INFO", "mailed {count} customers")]),
      expiresMs: MAIL_WORTH_MS,
    },
  ],
};

export const ORDERING: readonly ServiceSpec[] = [checkout, fraudCheck, payments, orders, inventory, shipping, mailer];
