/**
 * The dictionary of things: their ids as small numbers, in the tables and in packed forms. A number is never used again, so what is
 * known of one stays true; things that no kept row names do no harm.
 */
import { createHash } from "node:crypto";
import type pg from "pg";
import type { ThingId } from "../../../model/state.ts";

/** Two maps of this many entries are some 100 MB; beyond it everything is looked up anew. */
const MOST_KNOWN = 400_000;
const AT_ONCE = 20_000;
const KINDS_FOR_MS = 5_000;

interface Known {
  readonly numbers: Map<string, number>;
  readonly ids: Map<number, ThingId>;
}

type Client = pg.ClientBase | pg.Pool;

/** A text of Postgres holds no NUL. */
const textOf = (id: string) => id.replaceAll("\0", "%00");
const hashOf = (id: string) => createHash("sha256").update(id).digest().subarray(0, 16);

function* chunked<T>(list: readonly T[]): Generator<T[]> {
  for (let at = 0; at < list.length; at += AT_ONCE) yield list.slice(at, at + AT_ONCE);
}

interface ThingRow {
  readonly thing: number;
  readonly id: string;
}
function note(known: Known, rows: readonly ThingRow[]): void {
  for (const { thing, id } of rows) {
    known.numbers.set(id, thing);
    known.ids.set(thing, id as ThingId);
  }
}

export class Things {
  private readonly tenants = new Map<number, Known>();
  private readonly kinds = new Map<string, { readonly numbers: readonly number[]; readonly readMs: number }>();

  /** When it grew too large, a new one; whoever still uses the older one goes on with it. */
  private of(tenant: number): Known {
    let known = this.tenants.get(tenant);
    if (!known || known.ids.size > MOST_KNOWN) {
      known = { numbers: new Map(), ids: new Map() };
      this.tenants.set(tenant, known);
    }
    return known;
  }

  private async load(client: Client, tenant: number, known: Known, ids: readonly string[]): Promise<void> {
    const missing = ids.filter((id) => !known.numbers.has(id));
    for (const some of chunked(missing)) {
      const { rows } = await client.query<ThingRow>(
        "SELECT thing, id FROM telemetry.state_thing WHERE tenant = $1 AND hash = ANY ($2::bytea[])",
        [tenant, some.map(hashOf)],
      );
      note(known, rows);
    }
  }

  /** The numbers of those that are in the dictionary. */
  async find(client: Client, tenant: number, ids: Iterable<string>): Promise<number[]> {
    const known = this.of(tenant);
    const wanted = [...new Set([...ids].map(textOf))];
    await this.load(client, tenant, known, wanted);
    return wanted.flatMap((id) => known.numbers.get(id) ?? []);
  }

  /** The numbers of all of these; new ones get theirs at once, so call it outside of a transaction that may be rolled back. */
  async intern(client: Client, tenant: number, ids: Iterable<string>): Promise<(id: string) => number> {
    const known = this.of(tenant);
    const wanted = [...new Set([...ids].map(textOf))];
    await this.load(client, tenant, known, wanted);
    const missing = wanted.filter((id) => !known.numbers.has(id)).sort();
    for (const some of chunked(missing)) {
      await client.query(
        `INSERT INTO telemetry.state_thing (tenant, hash, id) SELECT $1, hash, id FROM unnest($2::bytea[], $3::text[]) u (hash, id)
         ON CONFLICT DO NOTHING`,
        [tenant, some.map(hashOf), some],
      );
      await this.load(client, tenant, known, some);
    }
    return (id) => {
      const number = known.numbers.get(textOf(id));
      if (number === undefined) throw new Error("A thing is missing in the dictionary of the state.");
      return number;
    };
  }

  /** The numbers of all things of these kinds; a new one may be missing for some seconds. */
  async ofKinds(client: Client, tenant: number, kinds: readonly string[]): Promise<readonly number[]> {
    const key = `${tenant} ${kinds.join()}`;
    const held = this.kinds.get(key);
    if (held && Date.now() - held.readMs < KINDS_FOR_MS) return held.numbers;
    const { rows } = await client.query<{ thing: number }>(
      "SELECT thing FROM telemetry.state_thing WHERE tenant = $1 AND split_part(id, ':', 1) = ANY ($2)",
      [tenant, kinds],
    );
    const numbers = rows.map(({ thing }) => thing);
    this.kinds.set(key, { numbers, readMs: Date.now() });
    return numbers;
  }

  /** The ids of these numbers. */
  async name(client: Client, tenant: number, numbers: Iterable<number>): Promise<(thing: number) => ThingId> {
    const known = this.of(tenant);
    const missing = new Set<number>();
    for (const thing of numbers) if (!known.ids.has(thing)) missing.add(thing);
    for (const some of chunked([...missing])) {
      const { rows } = await client.query<ThingRow>(
        "SELECT thing, id FROM telemetry.state_thing WHERE tenant = $1 AND thing = ANY ($2)",
        [tenant, some],
      );
      note(known, rows);
    }
    const { ids } = known;
    return (thing) => ids.get(thing) ?? ("subject:" as ThingId);
  }
}
