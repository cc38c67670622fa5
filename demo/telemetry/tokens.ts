/**
 * Made-up but steady values of one request (ids, amounts, paths), all drawn from its token, so that every service that
 * touches the request speaks of the same order.
 */
import { hashOf } from "../engine/random.ts";

const SKUS = [
  "mug-blue",
  "tent-2p",
  "lamp-arc",
  "shirt-m",
  "pan-28",
  "bike-lock",
  "tea-green",
  "book-014",
  "shoe-42",
  "pen-set",
];
const QUERIES = ["tent", "blue mug", "desk lamp", "running shoes", "gift", "bike lock", "green tea", "pan 28 cm"];

const of = (list: readonly string[], token: number) => list[token % list.length] ?? "";

/** The value that this name stands for in this request. */
export function madeUp(name: string, token: number): string | number {
  const hash = hashOf(name, token);
  switch (name) {
    case "order_id":
      return `o-${(100_000_000 + (token % 899_999_999)).toString(36)}`;
    case "cart_id":
      return `c-${hash.toString(36)}`;
    case "customer_id":
      return `u-${10_000 + (hash % 40_000)}`;
    case "sku":
      return of(SKUS, hash);
    case "query":
      return of(QUERIES, hash);
    case "amount":
      return (500 + (hash % 24_500)) / 100;
    case "score":
      return 0.7 + (hash % 290) / 1000;
    case "items":
      return 1 + (hash % 5);
    case "count":
    case "matches":
      return 1 + (hash % 180);
    case "code":
    case "label":
      return hash.toString(36).toUpperCase();
    default:
      return hash % 5_000;
  }
}

/** `/products/{id}` as this request asked for it. */
export function pathOf(route: string, token: number): string {
  if (!route.includes("{"))
    return route === "/search" ? `/search?q=${encodeURIComponent(madeUp("query", token))}` : route;
  const kind = route.startsWith("/carts") ? "cart_id" : route.startsWith("/orders") ? "order_id" : "product";
  return route.replace("{id}", String(madeUp(kind, token)));
}

/** A message with its `{names}` filled in, and the values as attributes. */
export function fill(message: string, token: number): { text: string; values: Record<string, string | number> } {
  const values: Record<string, string | number> = {};
  const text = message.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = madeUp(name, token);
    values[`shop.${name}`] = value;
    return String(value);
  });
  return { text, values };
}
