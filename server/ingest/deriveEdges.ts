/**
 * Finds the call edges that spans are halves of.
 *
 * Edges follow the Collector's service-graph connector: the key of a call is (trace id, client span id) = (trace id, the server
 * span's parent), PRODUCER and CONSUMER make it messaging, either half's error fails it. A CLIENT span that names a database is
 * complete at once (its server side copied from it), named as `databaseOf` says; a SERVER span without parent is a call by "user"; a client half that
 * nobody answers in time becomes a virtual node when it names its peer.
 * Ours: a call counts when it ended for its caller (messaging: for the consumer), whichever half came first; links of consumers lead to
 * producers as parents do (deriveMessages.ts).
 */
import { NONE, type SpanColumns } from "../model/columns.ts";
import { cellOf } from "../model/durationCells.ts";
import {
  DB_NAME,
  DB_NAMESPACE,
  DB_SYSTEM,
  DB_SYSTEM_NAME,
  MESSAGING_DESTINATION_NAME,
  NET_PEER_NAME,
  PEER_SERVICE,
  SERVER_ADDRESS,
} from "../model/semconv.ts";
import { AttributeFinder } from "./deriveAttributes.ts";
import { namesNoDatabase } from "./deriveDatabase.ts";
import type { Half, WaitingHalves } from "./deriveHalves.ts";
import type { IdHash } from "./deriveIdentity.ts";
import { SpanLinks } from "./deriveLinks.ts";
import type { Messages } from "./deriveMessages.ts";
import type { DerivedNames } from "./deriveNames.ts";
import { NO_REGION } from "./derivePlaced.ts";
import { hashBytes } from "./deriveTables.ts";
import type { FlushTotals } from "./deriveTotals.ts";

const USER = "user";
const Edge = { CALL: 0, DATABASE: 1, MESSAGING: 2, VIRTUAL: 3 } as const;
const OPERATION_TYPE = "messaging.operation.type";
/** Until version 1.26 of the conventions. */
const OPERATION = "messaging.operation";
const RECEIVE = new TextEncoder().encode("receive");
const PEER_KEYS = [PEER_SERVICE, SERVER_ADDRESS, NET_PEER_NAME, DB_SYSTEM_NAME, DB_SYSTEM, DB_NAMESPACE, DB_NAME];
const KEYS = [...PEER_KEYS, MESSAGING_DESTINATION_NAME, OPERATION_TYPE, OPERATION];
const PEERS = [0, 1, 2];
const SYSTEMS = [3, 4];
/** What names a database, best first, each alone: what people call it, its server, what it holds, what it is. */
const DATABASES = [[0], [1, 2], [5, 6], SYSTEMS];
const DESTINATION = [7];
const OPERATIONS = [8, 9];

export class EdgeDeriver {
  private readonly halves: WaitingHalves;
  private readonly messages: Messages;
  private readonly hash: IdHash;
  private readonly finder = new AttributeFinder(9, KEYS);
  private readonly links = new SpanLinks();
  private names: DerivedNames;
  private readonly totals: FlushTotals;
  private user: number;
  /** False: a half that nobody answers is forgotten, also when it names its peer. */
  namesPeers = true;

  constructor(
    totals: FlushTotals,
    names: DerivedNames,
    { halves, messages }: { readonly halves: WaitingHalves; readonly messages: Messages },
    hash: IdHash,
  ) {
    this.totals = totals;
    this.names = names;
    this.halves = halves;
    this.messages = messages;
    this.hash = hash;
    this.user = names.symbolOfText(USER);
  }

  /** Goes on with other names; no half may wait. */
  rename(names: DerivedNames): void {
    this.names = names;
    this.user = names.symbolOfText(USER);
  }

  /** Ends the waiting of halves whose time is up; to be called once, as a derivation begins. */
  expire(nowMs: number): void {
    this.halves.expire(nowMs, (half) => this.giveUp(half));
    this.messages.expire(nowMs, this.pair);
  }

  /** Span i, of which `half` says all but whom it calls. */
  derive(columns: SpanColumns, i: number, view: DataView, half: Half): void {
    if (half.caller) this.deriveCaller(columns, i, view, half);
    else this.deriveCalled(columns, i, view, half);
  }

  private deriveCaller(columns: SpanColumns, i: number, view: DataView, half: Half): void {
    this.scanAttributes(columns, i);
    if (!half.messaging && this.finder.firstOf(SYSTEMS) >= 0) {
      this.countOneSided(Edge.DATABASE, half, this.databaseOf(columns, half.service), true);
      return;
    }
    if (this.namesPeers) half.peer = this.symbolOf(columns, PEERS);
    // A CLIENT span that received messages (semantic conventions since 1.27) has links as a consumer has.
    if (!half.messaging && this.isReceive(columns))
      this.deriveLinks(columns, i, view, { ...half, caller: false }, true);
    this.hash.ofSpan(view, columns.traceIdAt[i] as number, columns.spanIdAt[i] as number);
    const { high, low } = this.hash;
    let answered = false;
    if (half.messaging) {
      half.destination = this.destinationOf(columns, half);
      answered = this.messages.send(high, low, half, this.pair);
    }
    const server = this.halves.take(high, low, false);
    if (server && half.messaging && server.messaging) this.messages.deliver(high, low, half, server, this.pair);
    else if (server) this.pair(half, server);
    else if (!answered) this.wait(high, low, half);
  }

  private deriveCalled(columns: SpanColumns, i: number, view: DataView, half: Half): void {
    const parentAt = columns.parentSpanIdAt[i] as number;
    if (parentAt !== NONE) {
      this.hash.ofSpan(view, columns.traceIdAt[i] as number, parentAt);
      this.deriveParent(this.hash.high, this.hash.low, half);
    } else if (!half.messaging) {
      const row = this.totals.addEdge(half.bucket, this.user, half.service, Edge.VIRTUAL, half.error);
      const cell = cellOf(half.durationNano);
      this.totals.addServer(row, half.durationNano, cell);
      this.totals.placed.addEdge(row, NO_REGION, half.region, half.error, half.durationNano, cell);
    }
    if (half.messaging && this.links.find(columns, i) > 0) {
      this.scanAttributes(columns, i);
      this.deriveLinks(columns, i, view, half, this.isReceive(columns));
    }
  }

  private deriveParent(high: number, low: number, half: Half): void {
    const client = this.halves.take(high, low, true);
    if (client && !(client.messaging && half.messaging)) this.pair(client, half);
    else if (half.messaging && this.messages.consume(high, low, half, this.pair)) return;
    else if (client) this.messages.deliver(high, low, client, half, this.pair);
    else this.wait(high, low, half);
  }

  private deriveLinks(columns: SpanColumns, i: number, view: DataView, half: Half, receives: boolean): void {
    const count = this.links.find(columns, i);
    for (let link = 0; link < count; link++) {
      this.hash.ofSpan(view, this.links.at[link * 2] as number, this.links.at[link * 2 + 1] as number);
      const { high, low } = this.hash;
      if (receives) this.messages.receive(high, low, half);
      // Its producer is answered: it waits for nobody else.
      else if (this.messages.consume(high, low, half, this.pair)) this.halves.take(high, low, true);
    }
  }

  private wait(high: number, low: number, half: Half): void {
    const pushedOut = this.halves.wait(high, low, half);
    if (pushedOut) this.giveUp(pushedOut);
  }

  private readonly pair = (client: Half, server: Half): void => {
    const { totals } = this;
    const messaging = client.messaging || server.messaging;
    const bucket = messaging ? server.bucket : client.bucket;
    const error = client.error || server.error;
    const type = messaging ? Edge.MESSAGING : Edge.CALL;
    const row = totals.addEdge(bucket, client.service, server.service, type, error);
    const cell = cellOf(client.durationNano);
    totals.addClient(row, client.durationNano, cell);
    totals.addServer(row, server.durationNano, cellOf(server.durationNano));
    totals.placed.addEdge(row, client.region, server.region, error, client.durationNano, cell);
  };

  private giveUp(half: Half): void {
    if (!half.caller || half.peer < 0 || this.messages.isConsumed(half)) return;
    this.countOneSided(Edge.VIRTUAL, half, half.peer, false);
  }

  /** A call of which only its caller tells. */
  private countOneSided(type: number, half: Half, callee: number, copies: boolean): void {
    const { totals } = this;
    const cell = cellOf(half.durationNano);
    const row = totals.addEdge(half.bucket, half.service, callee, type, half.error);
    totals.addClient(row, half.durationNano, cell);
    if (copies) totals.addServer(row, half.durationNano, cell);
    totals.placed.addEdge(row, half.region, NO_REGION, half.error, half.durationNano, cell);
  }

  private isReceive(columns: SpanColumns): boolean {
    const key = this.finder.firstOf(OPERATIONS);
    if (key < 0) return false;
    const from = this.finder.at[key * 2] as number;
    if ((this.finder.at[key * 2 + 1] as number) - from !== RECEIVE.length) return false;
    return RECEIVE.every((byte, i) => columns.bytes[from + i] === byte);
  }

  /** Where the service sends this message: its broker and its queue or topic. */
  private destinationOf(columns: SpanColumns, { service, peer }: Half): number {
    const key = this.finder.firstOf(DESTINATION);
    const { at } = this.finder;
    const [from, to] = key < 0 ? [0, 0] : [at[key * 2] as number, at[key * 2 + 1] as number];
    return hashBytes(columns.bytes, from, to, (service << 16) ^ peer);
  }

  private scanAttributes(columns: SpanColumns, i: number): void {
    this.finder.clear();
    const last = columns.firstRun[i + 1] as number;
    for (let run = columns.firstRun[i] as number; run < last; run++)
      this.finder.scan(columns.bytes, columns.runs[run * 2] as number, columns.runs[run * 2 + 1] as number);
  }

  /**
   * peer.service, else address (Tempo's order), so that a database has one name whoever calls it; else namespace, else system. What is
   * named like the caller itself says nothing, unless nothing else is known.
   */
  private databaseOf(columns: SpanColumns, service: number): number {
    for (const keys of DATABASES) {
      const key = this.finder.firstOf(keys);
      const { at } = this.finder;
      if (key < 0 || namesNoDatabase(columns.bytes, at[key * 2] as number, at[key * 2 + 1] as number)) continue;
      const symbol = this.symbolOf(columns, keys);
      if (symbol >= 0 && symbol !== service) return symbol;
    }
    return service;
  }

  /** The symbol of the first of these attributes, -1 when the span has none of them. */
  private symbolOf(columns: SpanColumns, keys: readonly number[]): number {
    const key = this.finder.firstOf(keys);
    if (key < 0) return -1;
    const { at } = this.finder;
    return this.names.symbolOf(columns.bytes, at[key * 2] as number, at[key * 2 + 1] as number);
  }
}
