/** Edges of messages: consumers that continue their producer's trace, and those that only link to it. */
import { describe, expect, it } from "vitest";
import { decodeIncrements } from "../model/increments.ts";
import { createDeriver, type Deriver, type DeriverOptions } from "./derive.ts";
import { edgesOf, requestOf, SAMPLE_NOW_MS, type SampleSpan } from "./deriveSamples.ts";

const SEND: SampleSpan = { id: 1, service: "orders", kind: 4, durationNano: 2_000_000 };
const PROCESS: SampleSpan = {
  id: 2,
  trace: 2,
  links: [[1, 1]],
  service: "mailer",
  kind: 5,
  durationNano: 7_000_000,
};
const EDGE = { edge: "orders -> mailer", type: "messaging_system", calls: 1, errors: 0, clientMs: 2, serverMs: 7 };
const MINUTE_MS = 60_000;
const SECOND_NANO = 1_000_000_000;

const callsOf = (deriver: Deriver, samples: readonly SampleSpan[]) =>
  edgesOf(deriver, samples).map(({ edge, calls, errors }) => `${edge} ${calls} (${errors})`);

function fresh(options: DeriverOptions = {}) {
  const clock = { nowMs: SAMPLE_NOW_MS };
  return { clock, deriver: createDeriver({ now: () => clock.nowMs, ...options }) };
}

describe("a consumer that links to a producer's span of another trace", () => {
  it("has an edge, in either order, in one flush or two", () => {
    for (const order of [
      [SEND, PROCESS],
      [PROCESS, SEND],
    ]) {
      expect(edgesOf(fresh().deriver, order)).toEqual([EDGE]);
      const { deriver } = fresh();
      expect(edgesOf(deriver, order.slice(0, 1))).toEqual([]);
      expect(edgesOf(deriver, order.slice(1))).toEqual([EDGE]);
      expect(edgesOf(deriver, order)).toEqual([]);
    }
  });

  it("has none where the link leads to a span that published nothing, or is no consumer itself", () => {
    for (const kind of [1, 2, 3]) expect(edgesOf(fresh().deriver, [{ ...SEND, kind, parent: 9 }, PROCESS])).toEqual([]);
    for (const kind of [1, 3]) expect(edgesOf(fresh().deriver, [SEND, { ...PROCESS, kind }])).toEqual([]);
  });

  it("is counted when it worked on the message, and with the error of either", () => {
    const late = { ...PROCESS, start: 600 * SECOND_NANO };
    const { increments } = fresh().deriver.derive([requestOf([late, SEND])]);
    const [edge] = decodeIncrements(increments).edges;
    expect(edge?.bucket).toBe((SAMPLE_NOW_MS - 3_000_000) / 10_000);
    expect(callsOf(fresh().deriver, [{ ...SEND, status: 2 }, PROCESS])).toEqual(["orders -> mailer 1 (1)"]);
    expect(callsOf(fresh().deriver, [SEND, { ...PROCESS, status: 2 }])).toEqual(["orders -> mailer 1 (1)"]);
  });

  it("is counted once when its parent is the producer too, whatever comes first", () => {
    const both = { ...PROCESS, trace: 1, parent: 1 };
    for (const order of [
      [SEND, both],
      [both, SEND],
    ]) {
      expect(edgesOf(fresh().deriver, order)).toEqual([EDGE]);
      const { deriver } = fresh();
      expect([...edgesOf(deriver, order.slice(0, 1)), ...edgesOf(deriver, order.slice(1))]).toEqual([EDGE]);
    }
  });

  it("is counted once a message: a hundred of a batch are a hundred, and one message that is tried again is one", () => {
    const sends = Array.from({ length: 100 }, (_, i) => ({ ...SEND, id: i + 1 }));
    const batch = { ...PROCESS, id: 500, links: sends.map(({ id }) => [1, id] as const) };
    expect(callsOf(fresh().deriver, [...sends, batch])).toEqual(["orders -> mailer 100 (0)"]);
    const { deriver } = fresh();
    expect(callsOf(deriver, [batch, ...sends])).toEqual(["orders -> mailer 100 (0)"]);
    expect(callsOf(deriver, [{ ...batch, id: 501, status: 2 }])).toEqual([]);
    const sentAsOne = { ...batch, links: batch.links.map(() => [1, 1] as const) };
    expect(callsOf(fresh().deriver, [SEND, sentAsOne])).toEqual(["orders -> mailer 1 (0)"]);
  });

  it("does not fill what waits when a span has links without end", () => {
    const links = Array.from({ length: 5_000 }, (_, i) => [7, i + 1] as const);
    const { deriver } = fresh();
    edgesOf(deriver, [{ ...PROCESS, links: [[1, 1], ...links] }]);
    expect(callsOf(deriver, [SEND, { ...SEND, trace: 7, id: 4_999 }])).toEqual(["orders -> mailer 1 (0)"]);
  });

  it("shares a message with consumers of other services, each counted once", () => {
    const { deriver } = fresh();
    const other = { ...PROCESS, id: 3, service: "audit" };
    expect(callsOf(deriver, [other]).length).toBe(0);
    expect(callsOf(deriver, [PROCESS]).length).toBe(0);
    expect(callsOf(deriver, [SEND]).sort()).toEqual(["orders -> audit 1 (0)", "orders -> mailer 1 (0)"]);
    const child = { ...PROCESS, id: 4, trace: 1, parent: 1, links: [], service: "search" };
    expect(callsOf(deriver, [child])).toEqual(["orders -> search 1 (0)"]);
  });
});

describe("a message that waits", () => {
  it("for minutes still has its edge, by link and by parent", () => {
    const child = { ...PROCESS, id: 3, trace: 1, parent: 1, links: [] };
    for (const consumer of [PROCESS, child]) {
      const { deriver, clock } = fresh();
      edgesOf(deriver, [SEND]);
      for (let minute = 0; minute < 14; minute++) {
        clock.nowMs += MINUTE_MS;
        edgesOf(deriver, []);
      }
      expect(edgesOf(deriver, [consumer])).toEqual([EDGE]);
    }
    const { deriver, clock } = fresh();
    edgesOf(deriver, [SEND]);
    clock.nowMs += 15 * MINUTE_MS;
    expect(edgesOf(deriver, [PROCESS])).toEqual([]);
  });

  it("leads to its broker only as long as nobody is known to consume what is sent there", () => {
    const attributes = { "server.address": "kafka", "messaging.destination.name": "mails" };
    const { deriver, clock } = fresh();
    const send = (id: number, more = attributes) => ({ ...SEND, id, attributes: more });
    const passing = (minutes: number) => {
      clock.nowMs += minutes * MINUTE_MS;
      return callsOf(deriver, []);
    };
    callsOf(deriver, [send(1)]);
    expect(passing(1)).toEqual(["orders -> kafka 1 (0)"]);
    expect(callsOf(deriver, [send(2), PROCESS])).toEqual(["orders -> mailer 1 (0)"]);
    callsOf(deriver, [send(3), send(4, { ...attributes, "messaging.destination.name": "other" })]);
    expect(passing(2)).toEqual(["orders -> kafka 1 (0)"]);
    expect(callsOf(deriver, [{ ...PROCESS, id: 9, links: [[1, 3]] }])).toEqual(["orders -> mailer 1 (0)"]);
    passing(30);
    callsOf(deriver, [send(5)]);
    expect(passing(1)).toEqual(["orders -> kafka 1 (0)"]);
  });

  it("is found across a restart from what is remembered, and counted once", () => {
    for (const [first, second] of [
      [SEND, PROCESS],
      [PROCESS, SEND],
    ] as const) {
      const { deriver } = fresh();
      deriver.remember(requestOf([first]), SAMPLE_NOW_MS - 100_000, true);
      expect(edgesOf(deriver, [first, second])).toEqual([EDGE]);
      const again = fresh().deriver;
      again.remember(requestOf([first, second]), SAMPLE_NOW_MS - 1_000, true);
      expect(edgesOf(again, [{ ...PROCESS, id: 8 }])).toEqual([]);
    }
  });

  it("survives a derivation that was rolled back", () => {
    const { deriver } = fresh();
    edgesOf(deriver, [SEND]);
    deriver.derive([requestOf([PROCESS])]).rollback();
    expect(edgesOf(deriver, [PROCESS])).toEqual([EDGE]);
    deriver.derive([requestOf([{ ...PROCESS, id: 5, trace: 5, links: [[5, 1]] }])]).rollback();
    expect(edgesOf(deriver, [{ ...SEND, trace: 5 }])).toEqual([]);
  });

  it("gives way to newer ones when too many wait", () => {
    const { deriver } = fresh({ waitingHalves: 4 });
    for (let id = 1; id <= 6; id++) edgesOf(deriver, [{ ...SEND, id }]);
    expect(edgesOf(deriver, [PROCESS])).toEqual([]);
    expect(edgesOf(deriver, [{ ...PROCESS, id: 3, links: [[1, 5]] }])).toEqual([EDGE]);
  });
});

describe("a span that only received messages", () => {
  const RECEIVE = { ...PROCESS, id: 6, attributes: { "messaging.operation.type": "receive" }, durationNano: 1_000_000 };

  it("leaves the edge to those that process them", () => {
    const { deriver, clock } = fresh();
    expect(edgesOf(deriver, [SEND, RECEIVE])).toEqual([]);
    expect(callsOf(deriver, [{ ...PROCESS, status: 2 }])).toEqual(["orders -> mailer 1 (1)"]);
    clock.nowMs += 2 * MINUTE_MS;
    expect(edgesOf(deriver, [])).toEqual([]);
  });

  it("has the edge when nobody does for a minute, also as a CLIENT span and by the older attribute", () => {
    const older = { ...RECEIVE, attributes: { "messaging.operation": "receive" } };
    for (const receive of [RECEIVE, { ...RECEIVE, kind: 3 }, older, { ...older, kind: 3 }]) {
      const { deriver, clock } = fresh();
      expect(edgesOf(deriver, [SEND, receive])).toEqual([]);
      clock.nowMs += MINUTE_MS;
      expect(edgesOf(deriver, [])).toEqual([{ ...EDGE, serverMs: 1 }]);
    }
  });
});
