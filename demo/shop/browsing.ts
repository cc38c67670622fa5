/**
 * The services that show the shop: the gateway, storefront, catalogue, search, prices, recommendations, accounts, carts.
 * Units: milliseconds of processor time; time-outs as the teams that own them set them.
 */
import type { EndpointSpec, ServiceSpec } from "../engine/topology.ts";
import { cache, call, log, query, work } from "./steps.ts";
import { CATALOG_CACHE, CATALOG_DB, SEARCH_DB, SESSION_CACHE, USERS_DB } from "./stores.ts";

const usual = { instancesPerRegion: 2, workers: 16, lineLimit: 64, cores: 2, memoryMb: 180, memoryLimitMb: 512 };
const http = (name: string, cpuMs: number, steps: EndpointSpec["steps"]): EndpointSpec => ({
  name,
  protocol: "http",
  cpuMs,
  steps,
});
const grpc = (name: string, cpuMs: number, steps: EndpointSpec["steps"]): EndpointSpec => ({
  name,
  protocol: "grpc",
  cpuMs,
  steps,
});

const verify = call("identity", "shop.identity.v1.Identity/Verify", 800, { retries: 1, backoffMs: 50 });

const gateway: ServiceSpec = {
  ...usual,
  name: "gateway",
  team: "platform",
  language: "go",
  version: "4.2.0",
  workers: 64,
  lineLimit: 256,
  memoryMb: 90,
  endpoints: [
    http("GET /", 0.6, [call("storefront", "GET /home", 4_000, { retries: 1 })]),
    http("GET /products/{id}", 0.6, [call("storefront", "GET /products/{id}", 4_000, { retries: 1 })]),
    http("GET /search", 0.6, [call("search", "GET /search", 3_000, { retries: 4, backoffMs: 50 })]),
    http("GET /cart", 0.6, [verify, call("cart", "GET /carts/{id}", 3_000, { retries: 1 })]),
    http("POST /cart/items", 0.7, [verify, call("cart", "POST /carts/{id}/items", 3_000)]),
    http("POST /login", 0.7, [call("identity", "POST /sessions", 2_000)]),
    http("POST /checkout", 0.9, [verify, call("checkout", "POST /checkouts", 12_000)]),
    http("GET /orders/{id}", 0.6, [verify, call("orders", "GET /orders/{id}", 3_000, { retries: 1 })]),
  ],
};

const storefront: ServiceSpec = {
  ...usual,
  name: "storefront",
  team: "storefront",
  language: "nodejs",
  version: "11.8.2",
  cores: 1,
  endpoints: [
    {
      ...http("GET /home", 6, [
        call("catalog", "GET /featured", 1_500),
        call("recommendations", "POST /recommend", 400, { optional: true }),
        work("render home", 5),
      ]),
      bugRatio: 0.0012,
    },
    http("GET /products/{id}", 5, [
      {
        do: "all",
        steps: [
          call("catalog", "GET /products/{id}", 1_500, { retries: 1, backoffMs: 80 }),
          call("pricing", "shop.pricing.v1.Pricing/GetPrices", 800, { optional: true }),
        ],
      },
      work("render product", 4),
    ]),
  ],
};

const catalog: ServiceSpec = {
  ...usual,
  name: "catalog",
  team: "storefront",
  language: "nodejs",
  version: "3.8.4",
  cores: 1,
  pools: { [CATALOG_DB]: { size: 10, acquireTimeoutMs: 1_000 } },
  endpoints: [
    {
      ...http("GET /products/{id}", 2, [
        cache(CATALOG_CACHE, "GET", 0.82, [query(CATALOG_DB, "select product"), cache(CATALOG_CACHE, "SET")]),
      ]),
      rejects: { ratio: 0.002, status: 404, message: "no such product" },
    },
    http("GET /featured", 3, [cache(CATALOG_CACHE, "GET", 0.7, [query(CATALOG_DB, "select featured")])]),
  ],
};

const search: ServiceSpec = {
  ...usual,
  name: "search",
  team: "discovery",
  language: "java",
  version: "7.1.0",
  memoryMb: 420,
  memoryLimitMb: 1024,
  exponential: true,
  pools: { [SEARCH_DB]: { size: 24, acquireTimeoutMs: 800 } },
  endpoints: [
    {
      ...http("GET /search", 3, [
        work("parse query", 1.5),
        query(SEARCH_DB, "find products", { timeoutMs: 800, retries: 4, backoffMs: 20 }),
        call("pricing", "shop.pricing.v1.Pricing/GetPrices", 800, { optional: true }),
        log("INFO", "query {query} matched {matches} products", 0.5),
      ]),
      bugRatio: 0.0006,
    },
  ],
};

const pricing: ServiceSpec = {
  ...usual,
  name: "pricing",
  team: "storefront",
  language: "python",
  version: "5.0.3",
  cores: 2,
  pools: { [CATALOG_DB]: { size: 6, acquireTimeoutMs: 800 } },
  endpoints: [
    grpc("shop.pricing.v1.Pricing/GetPrices", 3, [
      cache(CATALOG_CACHE, "MGET", 0.9, [query(CATALOG_DB, "select prices")]),
    ]),
    grpc("shop.pricing.v1.Pricing/Quote", 5, [
      query(CATALOG_DB, "select prices"),
      work("apply promotions", 4),
      log("INFO", "quoted {amount} EUR for cart {cart_id}"),
    ]),
  ],
};

const recommendations: ServiceSpec = {
  ...usual,
  name: "recommendations",
  team: "discovery",
  language: "python",
  version: "1.14.0",
  memoryMb: 340,
  memoryLimitMb: 900,
  delta: true,
  endpoints: [http("POST /recommend", 4, [cache(CATALOG_CACHE, "GET", 0.6, [work("score candidates", 22)])])],
};

const identity: ServiceSpec = {
  ...usual,
  name: "identity",
  team: "platform",
  language: "dotnet",
  version: "2.9.1",
  pools: { [USERS_DB]: { size: 8, acquireTimeoutMs: 1_000 } },
  endpoints: [
    grpc("shop.identity.v1.Identity/Verify", 1, [cache(SESSION_CACHE, "GET", 0.97, [query(USERS_DB, "select user")])]),
    {
      ...http("POST /sessions", 2, [
        query(USERS_DB, "select user"),
        work("verify password", 38),
        cache(SESSION_CACHE, "SETEX"),
        log("INFO", "customer {customer_id} signed in"),
      ]),
      rejects: { ratio: 0.03, status: 401, message: "wrong e-mail or password" },
    },
  ],
};

const cart: ServiceSpec = {
  ...usual,
  name: "cart",
  team: "ordering",
  language: "go",
  version: "1.31.0",
  memoryMb: 80,
  memoryLimitMb: 256,
  endpoints: [
    http("GET /carts/{id}", 1, [cache(SESSION_CACHE, "HGETALL")]),
    http("POST /carts/{id}/items", 1.2, [
      call("inventory", "shop.inventory.v1.Inventory/CheckStock", 1_200, { retries: 1, backoffMs: 60 }),
      cache(SESSION_CACHE, "HSET"),
      log("INFO", "added {sku} to cart {cart_id}"),
    ]),
  ],
};

export const BROWSING: readonly ServiceSpec[] = [
  gateway,
  storefront,
  catalog,
  search,
  pricing,
  recommendations,
  identity,
  cart,
];
