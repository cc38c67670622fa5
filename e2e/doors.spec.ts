/** The console's outer door: it is there, it is healthy, and it answers only to its own machine. */
import { request as httpRequest } from "node:http";
import { expect, test } from "@playwright/test";
import { product } from "./product.ts";

function statusWith(headers: Record<string, string>): Promise<number> {
  return new Promise((done, failed) => {
    const sent = httpRequest(`${product().webUrl}/services`, { headers }, (response) => {
      response.resume();
      done(response.statusCode ?? 0);
    });
    sent.once("error", failed);
    sent.end();
  });
}

test("every role is ready", async ({ request }) => {
  const response = await request.get("/readyz");
  expect(response.status()).toBe(200);
  const { checks } = (await response.json()) as { checks: Record<string, { ok: boolean }> };
  expect(Object.keys(checks).sort()).toEqual(["database", "ingest", "loops", "web"]);
});

test("metrics of every role are exposed with its name", async ({ request }) => {
  const text = await (await request.get("/metrics")).text();
  for (const role of ["ingest", "loops", "web"]) {
    expect(text).toMatch(new RegExp(`process_resident_memory_bytes\\{role="${role}",instance="[^"]+"\\} \\d+`));
  }
});

test("a foreign name that resolves here gets nothing", async () => {
  expect(await statusWith({ host: "evil.example" })).toBe(403);
  expect(await statusWith({ host: "localhost:1" })).toBeLessThan(400);
});

test("a page of another origin may not speak to the console", async () => {
  const { host } = new URL(product().webUrl);
  expect(await statusWith({ host, origin: "http://evil.example" })).toBe(403);
  expect(await statusWith({ host, origin: "null" })).toBe(403);
  expect(await statusWith({ host, origin: product().webUrl })).toBeLessThan(400);
});

test("the first page loads under its content security policy without a complaint", async ({ page }) => {
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  const response = await page.goto("/");
  expect(response?.headers()["content-security-policy"]).toContain("frame-ancestors 'none'");
  await expect(page.locator("body")).not.toBeEmpty();
  expect(complaints).toEqual([]);
});
