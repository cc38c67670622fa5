/** What follows of itself while an SLO is written, and what does not any more once somebody wrote it. */
import { describe, expect, it } from "vitest";
import { EMPTY_DRAFT } from "../sloDraft.ts";
import { changedDraft } from "./changedDraft.ts";

describe("changedDraft", () => {
  it("names an SLO after whose requests they are, as long as nobody did", () => {
    const chosen = changedDraft(EMPTY_DRAFT, { subjectService: "checkout" });
    expect(chosen).toMatchObject({ title: "checkout succeeds", name: "checkout-succeeds", service: "checkout" });
    const quick = changedDraft(chosen, { indicator: "latency", threshold: "1 s" });
    expect(quick).toMatchObject({ title: "checkout answers within 1 s", name: "checkout-answers-within-1-s" });
  });

  it("leaves alone what somebody wrote", () => {
    const named = changedDraft(changedDraft(EMPTY_DRAFT, { subjectService: "cart" }), { title: "Carts work" });
    expect(named).toMatchObject({ title: "Carts work", name: "carts-work" });
    const moved = changedDraft(changedDraft(named, { service: "shop", name: "c1" }), { subjectService: "orders" });
    expect(moved).toMatchObject({ title: "Carts work", name: "c1", service: "shop", subjectService: "orders" });
  });
});
