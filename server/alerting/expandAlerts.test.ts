/**
 * Templates of rules beside what Prometheus made of them: ../gotemplate/fixtures/prometheus.json holds texts with the output or error of
 * Prometheus 3.15's template.Expander, given the same labels, value, queries and instant as below.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { QuerySample } from "../gotemplate/prometheusFunctions.ts";
import { type AlertTemplates, expandAlerts, NO_QUERIES } from "./expandAlerts.ts";
import { labelFingerprint } from "./fingerprint.ts";

interface Golden {
  readonly text: string;
  readonly output?: string;
  readonly error?: string;
}
const FIXTURE = join(import.meta.dirname, "../gotemplate/fixtures/prometheus.json");
const GOLDEN: readonly Golden[] = JSON.parse(readFileSync(FIXTURE, "utf8"));
const NOW_MS = 1_700_000_000_123;
const SAMPLE = { labels: { instance: "web-1.example.com:8080", job: "shop", n: "12" }, value: 1_234_567.891 };
const UP: readonly QuerySample[] = [
  { labels: { __name__: "up", instance: "b:9100", __value__: "sv" }, value: 11 },
  { labels: { __name__: "up", instance: "a:9100" }, value: 0.25 },
];

function templates(asked: string[] = []): AlertTemplates {
  return {
    externalUrl: "http://console.example:3000/pre/fix",
    externalLabels: { region: "eu" },
    query: async (query) => {
      asked.push(query);
      if (query === "bad") throw new Error("no such thing");
      return query === "none" ? [] : UP;
    },
  };
}
async function annotation(text: string, more = templates()): Promise<string | undefined> {
  const rule = { name: "T", labels: {}, annotations: { text } };
  const [candidate] = await expandAlerts(rule, [SAMPLE], NOW_MS, more);
  return candidate?.annotations.text;
}

describe("templates of rules", () => {
  it.each(GOLDEN)("give what Prometheus gives: $text", async ({ text, output, error }) => {
    expect(await annotation(text)).toBe(error === undefined ? output : `<error expanding template: ${error}>`);
  });

  it("ask the same question once for all samples of an evaluation", async () => {
    const asked: string[] = [];
    const rule = { name: "T", labels: {}, annotations: { a: '{{ query "up" | len }}', b: '{{ query "up" | len }}' } };
    const candidates = await expandAlerts(rule, [SAMPLE, { labels: { job: "x" }, value: 1 }], NOW_MS, templates(asked));
    expect(candidates.map(({ annotations }) => annotations.b)).toEqual(["2", "2"]);
    expect(asked).toEqual(["up"]);
  });

  it("that would ask without end are stopped, and the alert stays", async () => {
    const text = '{{ range $i := 1000 }}{{ query (print "up" $i) | len }}{{ end }}';
    expect(await annotation(text)).toBe(
      "<error expanding template: error executing template __alert_T: more than 50 queries>",
    );
  });

  it("that loop, grow or nest without end are stopped", async () => {
    const problems = [
      "{{ range 10000000 }}{{ end }}",
      '{{ range 1000 }}{{ printf "%999d" 1 }}{{ end }}',
      '{{ $x := "aaaaaaaaaaaaaaaa" }}{{ range 100 }}{{ $x = print $x $x }}{{ end }}',
      '{{ define "r" }}{{ template "r" . }}{{ end }}{{ template "r" . }}',
      `{{ ${"(".repeat(5_000)}1${")".repeat(5_000)} }}`,
      `${"{{ if 1 }}".repeat(5_000)}${"{{ end }}".repeat(5_000)}`,
      '{{ $x := printf "%9999d" 1 }}{{ range 9 }}{{ $x = reReplaceAll "." $x $x }}{{ end }}',
    ];
    const texts = await Promise.all(problems.map((text) => annotation(text)));
    expect(texts.map((text) => /steps|characters|depth|deeply/.exec(text ?? "")?.[0])).toEqual([
      "steps",
      "characters",
      "characters",
      "depth",
      "depth",
      "deeply",
      "characters",
    ]);
  });

  it("of one evaluation have so many steps in all, labels first, and let other work run meanwhile", async () => {
    const rule = {
      name: "T",
      labels: { a: "{{ $labels.i }}" },
      annotations: { slow: "{{ range 45000 }}{{ end }}done" },
    };
    const samples = Array.from({ length: 200 }, (_, i) => ({ labels: { i: `${i}` }, value: 1 }));
    let turns = 0;
    let isOver = false;
    const turn = () => {
      turns++;
      if (!isOver) setImmediate(turn);
    };
    setImmediate(turn);
    const candidates = await expandAlerts(rule, samples, NOW_MS, templates());
    isOver = true;
    expect(candidates.map(({ labels }) => labels.a)).toEqual(samples.map(({ labels }) => labels.i));
    const texts = candidates.map(({ annotations }) => annotations.slow ?? "");
    expect(texts.filter((text) => text === "done")).toHaveLength(44);
    expect(texts.at(-1)).toBe(
      "<error expanding template: error executing template __alert_T: more than 2000000 steps in all>",
    );
    expect(turns).toBeGreaterThan(5);
  });

  it("stop when nobody waits for them any more", async () => {
    const rule = { name: "T", labels: {}, annotations: { slow: "{{ range 90000 }}{{ end }}" } };
    const samples = Array.from({ length: 20 }, () => ({ labels: {}, value: 1 }));
    const gone = new AbortController();
    const expanding = expandAlerts(rule, samples, NOW_MS, { ...templates(), signal: gone.signal });
    gone.abort();
    await expect(expanding).rejects.toThrow("canceled");
  });

  it("reach nothing of JavaScript", async () => {
    for (const text of ["{{ .Labels.constructor }}", "{{ $labels.__proto__ }}", "{{ .Labels.toString }}"]) {
      expect(await annotation(text)).toBe("");
    }
    for (const text of [
      "{{ .constructor }}",
      "{{ constructor }}",
      '{{ index .Labels "x" | .valueOf }}',
      "{{ $value.toFixed }}",
    ]) {
      expect(await annotation(text)).toContain("<error expanding template: ");
    }
  });
});

describe("labels of alerts", () => {
  const rule = {
    name: "Down",
    labels: { severity: "{{ if gt $value 10.0 }}page{{ else }}ticket{{ end }}", job: "", zone: "z" },
    annotations: {},
  };
  const more = { ...templates(), query: NO_QUERIES };

  it("are the sample's with the rule's over them, without the metric's name and what is empty", async () => {
    const labels = { __name__: "up", job: "shop", instance: "a" };
    const [candidate] = await expandAlerts(rule, [{ labels, value: 11 }], 0, more);
    const wanted = { alertname: "Down", instance: "a", severity: "page", zone: "z" };
    expect(candidate).toMatchObject({ labels: wanted, fingerprint: labelFingerprint(wanted) });
  });

  it("cannot take another name than the rule's", async () => {
    const named = { ...rule, labels: { alertname: "Other" } };
    const [candidate] = await expandAlerts(named, [{ labels: { alertname: "Third" }, value: 1 }], 0, more);
    expect(candidate?.labels).toEqual({ alertname: "Down" });
  });
});
