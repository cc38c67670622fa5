/**
 * Where the shop keeps things: databases with the statements it runs, caches, the queue of order events, the card network.
 * Orders and stock have one primary in eu-west, since an item can be sold only once; the catalogue is copied everywhere.
 * Units: medians in milliseconds on an idle server.
 */
import type { CacheSpec, DatabaseSpec, PeerSpec, QueueSpec, StatementSpec } from "../engine/topology.ts";
import { EU_WEST } from "./places.ts";

export const ORDERS_DB = "orders-db";
export const INVENTORY_DB = "inventory-db";
export const CATALOG_DB = "catalog-db";
export const SEARCH_DB = "search-db";
export const USERS_DB = "users-db";
export const SESSION_CACHE = "session-cache";
export const CATALOG_CACHE = "catalog-cache";
export const ORDER_EVENTS = "order-events";
export const NOTIFICATIONS = "notifications";
export const CARD_NETWORK = "card-network";
export const CARRIER = "parcel-carrier";

const statement = (name: string, collection: string, medianMs: number, text: string): StatementSpec => ({
  name,
  text,
  operation: text.slice(0, text.indexOf(" ")),
  collection,
  medianMs,
});
const database = (
  name: string,
  namespace: string,
  region: string | null,
  maxConnections: number,
  statements: readonly StatementSpec[],
  parallelism = 8,
): DatabaseSpec => ({ name, namespace, system: "postgresql", region, maxConnections, parallelism, statements });

export const DATABASES: readonly DatabaseSpec[] = [
  database(ORDERS_DB, "orders", EU_WEST, 80, [
    statement(
      "insert order",
      "orders",
      6,
      "INSERT INTO orders (id, customer_id, total_cents, currency, state) VALUES ($1, $2, $3, $4, 'placed') RETURNING id",
    ),
    statement(
      "select order",
      "orders",
      2.5,
      "SELECT id, state, total_cents, currency, placed_at FROM orders WHERE id = $1",
    ),
    statement(
      "insert payment",
      "payments",
      5,
      "INSERT INTO payments (id, order_id, amount_cents, currency, authorization_code) VALUES ($1, $2, $3, $4, $5)",
    ),
    statement(
      "select payment method",
      "payment_methods",
      2,
      "SELECT id, kind, last_four, expires_on FROM payment_methods WHERE customer_id = $1",
    ),
    statement(
      "scan payment methods",
      "payment_methods",
      2,
      "SELECT id, kind, last_four, expires_on FROM payment_methods WHERE lower(customer_email) = lower($1) ORDER BY used_at DESC",
    ),
  ]),
  database(INVENTORY_DB, "inventory", EU_WEST, 60, [
    statement("select stock", "stock", 2, "SELECT sku, on_hand, reserved FROM stock WHERE sku = ANY($1)"),
    statement(
      "reserve stock",
      "stock",
      5,
      "UPDATE stock SET reserved = reserved + $2 WHERE sku = $1 AND on_hand - reserved >= $2",
    ),
  ]),
  database(CATALOG_DB, "catalog", null, 50, [
    statement(
      "select product",
      "products",
      3,
      "SELECT id, title, description, price_cents, images FROM products WHERE id = $1",
    ),
    statement(
      "select featured",
      "products",
      7,
      "SELECT id, title, price_cents FROM products WHERE featured AND region = $1 ORDER BY rank LIMIT 24",
    ),
    statement("select prices", "prices", 2, "SELECT sku, list_cents, sale_cents FROM prices WHERE sku = ANY($1)"),
  ]),
  // Ranking is work for the processor, of which it has one: a few searches at once are slow for everyone.
  database(
    SEARCH_DB,
    "search",
    null,
    40,
    [
      statement(
        "find products",
        "documents",
        110,
        "SELECT id, ts_rank_cd(body, q) AS rank FROM documents, websearch_to_tsquery($1) AS q WHERE body @@ q ORDER BY rank DESC LIMIT 48",
      ),
    ],
    1,
  ),
  database(USERS_DB, "users", null, 40, [
    statement("select user", "users", 2, "SELECT id, password_hash, locale FROM users WHERE email = $1"),
  ]),
];

export const CACHES: readonly CacheSpec[] = [
  { name: SESSION_CACHE, medianMs: 0.6, memoryMb: 900 },
  { name: CATALOG_CACHE, medianMs: 0.7, memoryMb: 2_400 },
];
export const QUEUES: readonly QueueSpec[] = [
  { name: ORDER_EVENTS, partitions: 6, group: "shipping" },
  { name: NOTIFICATIONS, partitions: 3, group: "mailer" },
];
export const PEERS: readonly PeerSpec[] = [
  { name: CARD_NETWORK, address: "api.card-network.example", medianMs: 120, failRatio: 0.0006 },
  { name: CARRIER, address: "labels.parcel-carrier.example", medianMs: 180, failRatio: 0.001 },
];
