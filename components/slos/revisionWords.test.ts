/** What changed between two revisions, told. */
import { describe, expect, it } from "vitest";
import { readDraft } from "./readDraft.ts";
import { revisionWords } from "./revisionWords.ts";
import { EMPTY_DRAFT } from "./sloDraft.ts";

const { body } = readDraft({ ...EMPTY_DRAFT, title: "Checkout", name: "checkout", service: "c", subjectService: "c" });
if (!body) throw new Error("the draft is whole");
const plain = (words: string[]) => words.map((word) => word.replaceAll("\u00a0", " "));

describe("revisionWords", () => {
  it("tells what is another value, with both", () => {
    expect(plain(revisionWords(body, { ...body, objective: 0.9995, owner: "shop" }))).toEqual([
      "objective 99.9 % → 99.95 %",
      "owner nobody → shop",
    ]);
  });

  it("tells nothing of keys in another order", () => {
    const { burnRates, ...rest } = body.alerting;
    expect(revisionWords(body, { ...body, alerting: { ...rest, burnRates } })).toEqual([]);
  });

  it("says that it counts anew where what is counted changed", () => {
    const changed = { ...body, indicator: { kind: "availability", subject: { kind: "caller", client: "x" } } } as const;
    expect(revisionWords(body, changed)).toEqual(["other requests: counted anew"]);
  });

  it("says what was made", () => {
    expect(revisionWords(null, body)[0]).toContain("made: 99.9 % of the requests to c succeed");
  });
});
