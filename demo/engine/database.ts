/**
 * A database server: so many connections, and queries that slow each other down when more run than it has room for.
 * A scenario may make a statement dear (a bad plan), hold connections (a job that never gives them back) or block rows.
 * Units: milliseconds.
 */
import { lognormal, type Random } from "./random.ts";
import { Semaphore } from "./semaphore.ts";
import type { Simulator } from "./simulator.ts";
import type { DatabaseSpec, StatementSpec } from "./topology.ts";

const SPREAD = 0.35;

export class Database {
  readonly connections: Semaphore;
  private readonly statements: ReadonlyMap<string, StatementSpec>;
  /** Knobs: factor on one statement's cost, and connections that somebody else holds. */
  readonly costFactors = new Map<string, number>();
  private heldConnections = 0;
  /** Counted since the beginning of the stretch. */
  commits = 0;
  refused = 0;
  running = 0;

  constructor(
    simulator: Simulator,
    readonly spec: DatabaseSpec,
    readonly region: string,
  ) {
    this.connections = new Semaphore(simulator, spec.maxConnections);
    this.statements = new Map(spec.statements.map((statement) => [statement.name, statement]));
  }

  statement(name: string): StatementSpec {
    const statement = this.statements.get(name);
    if (!statement) throw new Error(`The database ${this.spec.name} has no statement ${name}.`);
    return statement;
  }

  get held(): number {
    return this.heldConnections;
  }

  /** Leaves this many connections to nobody. */
  hold(count: number): void {
    this.heldConnections = Math.min(count, this.spec.maxConnections);
    this.connections.resize(this.spec.maxConnections - this.heldConnections);
  }

  /** A statement is done: its connection is free again. */
  answered(): void {
    this.running--;
    this.commits++;
    this.connections.release();
  }

  /** How long a statement takes that starts now beside those that run already. */
  durationMs(random: Random, statement: StatementSpec): number {
    const crowd = Math.max(1, (this.running + 1) / this.spec.parallelism);
    const load = 1 + (0.1 * this.running) / this.spec.parallelism;
    const factor = this.costFactors.get(statement.name) ?? 1;
    return lognormal(random, statement.medianMs * factor, SPREAD) * crowd * load;
  }
}
