/** The evaluation itself: layout is forgiven, what differs is found. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { writeRuleGroups } from "../slofiles/promRuleGroups.ts";
import { parseSloFile } from "../slofiles/readSloFiles.ts";
import { slothRules } from "../slofiles/sloth/slothRules.ts";
import type { CaseResult } from "./cases.ts";
import { evalSloth } from "./sloth.ts";

const root = mkdtempSync(join(tmpdir(), "chronoscope-sloth-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const INPUT = `version: prometheus/v1
service: shop
slos:
  - name: up
    objective: 99
    sli: {raw: {error_ratio_query: '1 - histogram_share(0.2, x[{{.window}}])'}}
    alerting: {name: Down}
`;

function folder(name: string, change: (rules: string) => string, days = 30): string {
  const [slo] = parseSloFile(INPUT).slothSlos;
  if (!slo) throw new Error("no SLO");
  const rules = writeRuleGroups(
    slothRules({ ...slo, periodMs: days * 86_400_000 }, { extraLabels: { cmd: "by hand" }, version: "v9" }),
  );
  for (const part of ["input", "expected-rules"]) mkdirSync(join(root, name, part), { recursive: true });
  writeFileSync(join(root, name, "input", "shop.yml"), INPUT);
  writeFileSync(join(root, name, "expected-rules", "shop.yml"), change(rules));
  return join(root, name);
}

async function resultsOf(path: string): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for await (const result of evalSloth([path])) results.push(result);
  return results;
}

describe("kind sloth", () => {
  it("takes the labels that were given by hand from what all rules carry, and forgives layout", async () => {
    const results = await resultsOf(
      folder("same", (rules) => rules.replace("without (sloth_window)", "without(sloth_window)")),
    );
    expect(results).toEqual([{ name: "shop.yml shop-up", failures: [] }]);
  });

  it("takes the period from what Sloth was started with", async () => {
    const results = await resultsOf(folder("four-weeks", (rules) => rules, 28));
    expect(results).toEqual([{ name: "shop.yml shop-up", failures: [] }]);
  });

  it.each([
    ["a factor", (rules: string) => rules.replace("(14.4 * ", "(14 * "), "slo-alerts-shop-up: Down: expr"],
    [
      "a window",
      (rules: string) => rules.replaceAll("ratio_rate2h", "ratio_rate3h"),
      "slo-sli-recordings-shop-up: rules",
    ],
    [
      "a label",
      (rules: string) => rules.replace("sloth_severity: page", "sloth_severity: pager"),
      "label sloth_severity",
    ],
    [
      "a group",
      (rules: string) => rules.replace("sloth-slo-alerts-shop-up", "sloth-slo-alarms-shop-up"),
      "groups: expected",
    ],
  ])("finds that %s differs", async (what, change, expected) => {
    const [first] = await resultsOf(folder(what, change));
    expect(first?.failures.join("\n")).toContain(expected);
  });

  it("says which folder cannot be loaded", async () => {
    expect((await resultsOf(join(root, "nowhere")))[0]?.failures[0]).toContain("cannot be loaded");
  });
});

const REFERENCE = resolve(import.meta.dirname, "../../../shared/data/slo/sloth");
describe.skipIf(!existsSync(REFERENCE))("reference data (skipped: no reference data where it is missing)", () => {
  it("agrees with Sloth's own rules", async () => {
    const results = await resultsOf(REFERENCE);
    expect(results.length).toBeGreaterThanOrEqual(9);
    expect(results.filter(({ failures }) => failures.length > 0)).toEqual([]);
  });
});
