/** Rule files: what is read from them, and where and why they are refused. */
import { describe, expect, it } from "vitest";
import { parseRuleFile } from "./ruleFile.ts";

const GOOD = `
groups:
  - name: checkout
    interval: 1m30s
    query_offset: 10s
    limit: 5
    labels: {team: shop, tier: "1"}
    rules:
      - record: job:requests:rate5m
        expr: |
          sum by (job) (
            rate(http_requests_total[5m])
          )
        labels: {tier: gold, version: 1.10}
      - alert: Slow
        expr: job:latency > 2
        for: 5m
        keep_firing_for: 1h
        annotations: {summary: "slow {{ $labels.job }}"}
`;

describe("parseRuleFile", () => {
  it("reads groups with their settings and both kinds of rules", () => {
    const { groups, problems } = parseRuleFile("shop.yml", GOOD);
    expect(problems).toEqual([]);
    expect(groups).toEqual([
      {
        file: "shop.yml",
        name: "checkout",
        intervalMs: 90_000,
        queryOffsetMs: 10_000,
        limit: 5,
        rules: [
          {
            kind: "recording",
            name: "job:requests:rate5m",
            query: "sum by (job) (\n  rate(http_requests_total[5m])\n)\n",
            labels: { team: "shop", tier: "gold", version: "1.10" },
          },
          {
            kind: "alerting",
            name: "Slow",
            query: "job:latency > 2",
            labels: { team: "shop", tier: "1" },
            annotations: { summary: "slow {{ $labels.job }}" },
            forMs: 300_000,
            keepFiringForMs: 3_600_000,
          },
        ],
      },
    ]);
  });

  it("takes an empty file, and a group without rules, at the usual interval", () => {
    expect(parseRuleFile("a.yml", "")).toEqual({ groups: [], problems: [] });
    expect(parseRuleFile("a.yml", "groups:\n").groups).toEqual([]);
    expect(parseRuleFile("a.yml", "groups:\n- name: g\n").groups[0]).toMatchObject({ intervalMs: 60_000, rules: [] });
  });

  it("reads the first of several documents, as Prometheus does", () => {
    const { groups, problems } = parseRuleFile("a.yml", "groups:\n- name: g\n---\ngroups:\n- name: h\n");
    expect([groups.map(({ name }) => name), problems]).toEqual([["g"], []]);
  });

  const rule = (text: string) => `groups:\n- name: g\n  rules:\n  - ${text.replaceAll("\n", "\n    ")}\n`;
  it.each([
    ["groups: [", 1, /flow sequence|Flow sequence/i],
    ["groups:\n- name: a\n  name: b\n", 3, /unique/i],
    ["group: []", 1, "field group not found in a rule file"],
    ["- 1", 1, "a rule file must be a map with groups"],
    ["groups:\n- rules: []\n", 2, "Groupname must not be empty"],
    ["groups:\n- name: g\n- name: g\n", 3, 'groupname: "g" is repeated in the same file'],
    ["groups:\n- name: g\n  interval: soon\n", 3, 'interval: not a valid duration string: "soon"'],
    [rule("record: a\nalert: b\nexpr: up"), 4, "only one of 'record' and 'alert' must be set"],
    [rule("expr: up"), 4, "one of 'record' or 'alert' must be set"],
    [rule("record: a"), 4, "field 'expr' must be set in rule"],
    [rule("record: a\nexpr: up\nfor: 5m"), 6, "invalid field 'for' in recording rule"],
    [rule('record: "a{b}"\nexpr: up'), 4, "braces present in the recording rule name; should it be in expr?"],
    [rule("record: a\nexpr: up\nlabels:\n  __name__: x"), 7, "invalid label name: __name__"],
    [rule("record: a\nexpr: sum(up"), 5, /^could not parse expression: 1:7: parse error: /],
    [rule("record: a\nexpr: |\n  sum(\n  up))\n  + 1"), 7, /^could not parse expression: /],
    [rule("record: a\nexpr: up\nlables: {}"), 6, "field lables not found in a rule"],
  ])("refuses %j with its line", (text, line, message) => {
    const { groups, problems } = parseRuleFile("bad.yml", text);
    expect(groups).toEqual([]);
    const [first] = problems;
    expect(first?.file).toBe("bad.yml");
    expect(first?.message).toEqual(typeof message === "string" ? message : expect.stringMatching(message));
    expect(first?.line).toBe(line);
  });
});
