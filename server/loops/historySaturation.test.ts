/** What fills up, read from metrics as they are sent: of a service as a whole, and of each region that it runs in. */
import { afterEach, expect, it } from "vitest";
import { thingId } from "../model/state.ts";
import { createPostgresStore } from "../store/postgres/postgresStore.ts";
import { gaugeOf, hashOf, NOON_MS, pointColumns, pointOf, resourceOf, scopeOf } from "../testing/builders.ts";
import { freshDatabase } from "../testing/database.ts";
import { promQlOver } from "../testing/filledStore.ts";
import { knownFrom, readGauges } from "./historySaturation.ts";

const TENANT = 1;
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function storeWith(columns: ReturnType<typeof pointColumns>) {
  const database = await freshDatabase();
  const store = createPostgresStore({ connectionString: database.connectionString });
  closing.push(
    () => store.close(),
    () => database.drop(),
  );
  const requests = [{ hash: hashOf(columns), columns }];
  await store.append({ tenant: TENANT, slot: 0, requests, increments: new Uint8Array() });
  return store;
}

function share(name: string, ratio: number, resource: Readonly<Record<string, string>>) {
  const point = pointOf({ timeMs: NOON_MS, value: { type: "double", value: ratio } });
  const metrics = [{ ...gaugeOf(name, [point]), unit: "1" }];
  return { resource: resourceOf("storefront", resource), scopeMetrics: [{ scope: scopeOf(), metrics }] };
}

it("tells how full a service's memory is in the region where it is, and of the whole what is fullest", async () => {
  const instance = (name: string, region: string) => ({ "service.instance.id": name, "cloud.region": region });
  const store = await storeWith(
    pointColumns(
      share("process.memory.utilization", 0.5, instance("a", "eu-west")),
      share("process.memory.utilization", 0.93, instance("b", "us-east")),
    ),
  );
  const window = { startMs: NOON_MS, endMs: NOON_MS };
  const gauges = await readGauges(promQlOver(store).ask, window, knownFrom([], []));
  expect(new Map(gauges.map(({ thing, values }) => [thing, values[0]]))).toEqual(
    new Map([
      [thingId("service", "storefront"), 0.93],
      [thingId("placement", "storefront", "eu-west"), 0.5],
      [thingId("placement", "storefront", "us-east"), 0.93],
    ]),
  );
});

it("tells of a pod's memory on the service that runs in it, in the region that the service names", async () => {
  const pod = { "k8s.namespace.name": "shop", "k8s.pod.name": "storefront-1" };
  const store = await storeWith(pointColumns(share("k8s.pod.memory_limit_utilization", 0.88, pod)));
  const attributes = { "service.name": "storefront", "cloud.region": "eu-west", ...pod };
  const known = knownFrom([{ service: "storefront", attributes }], []);
  const gauges = await readGauges(promQlOver(store).ask, { startMs: NOON_MS, endMs: NOON_MS }, known);
  expect(gauges.map(({ thing, name, values }) => [thing, name, values[0]])).toEqual([
    [thingId("service", "storefront"), "memory", 0.88],
    [thingId("placement", "storefront", "eu-west"), "memory", 0.88],
  ]);
});
