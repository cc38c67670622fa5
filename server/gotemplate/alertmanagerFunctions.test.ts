/**
 * Templates of notifications beside what Alertmanager made of them: fixtures/alertmanager.json holds texts with the output or error of
 * Alertmanager 0.34's template.ExecuteTextString, given the same data as below.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { alertmanagerFunctions, type NotifiedAlert, notificationValue } from "./alertmanagerFunctions.ts";
import { escapeHtml } from "./builtinFunctions.ts";
import { expandTemplate } from "./expandTemplate.ts";

interface Golden {
  readonly text: string;
  readonly output?: string;
  readonly error?: string;
}
const GOLDEN: readonly Golden[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "fixtures/alertmanager.json"), "utf8"),
);
const START_MS = 1_700_000_000_123;
const alert = (instance: string, more: Partial<NotifiedAlert>): NotifiedAlert => ({
  status: "firing",
  labels: { alertname: "Down", instance, severity: "page" },
  annotations: {},
  startsMs: START_MS,
  endsMs: null,
  generatorUrl: "http://g/1",
  fingerprint: instance.repeat(16),
  ...more,
});
const DATA = notificationValue({
  receiver: "team-x",
  status: "firing",
  alerts: [
    alert("a", { annotations: { summary: "a <is> down" } }),
    alert("b", {
      status: "resolved",
      annotations: { summary: "b is down", runbook: "look" },
      endsMs: START_MS + 5_400_000,
      generatorUrl: "http://g/2",
    }),
  ],
  groupLabels: { alertname: "Down" },
  commonLabels: { alertname: "Down", severity: "page" },
  commonAnnotations: {},
  externalUrl: "http://am.example:9093",
});
const functions = alertmanagerFunctions(START_MS + 90_061_000);

function outcome(text: string): Golden {
  try {
    return { text, output: expandTemplate(text, DATA, functions) };
  } catch (error) {
    return { text, error: error instanceof Error ? error.message : String(error) };
  }
}

describe("templates of notifications", () => {
  it.each(GOLDEN)("give what Alertmanager gives: $text", (golden) => {
    expect(outcome(golden.text)).toEqual(golden);
  });

  it("know how long ago something was", () => {
    expect(
      outcome("{{ with index .Alerts 0 }}{{ since .StartsAt }} {{ since .StartsAt | humanizeDuration }}{{ end }}"),
    ).toMatchObject({
      output: "25h1m1s 1d 1h 1m 1s",
    });
  });

  it("are escaped for their channel: what values say, not what the template says, and not what it calls safe", () => {
    const text = '<b>{{ (index .Alerts 0).Annotations.summary }}</b>{{ safeHtml "<i>" }}{{ "<" | html }}';
    expect(expandTemplate(text, DATA, functions, escapeHtml)).toBe("<b>a &lt;is&gt; down</b><i>&amp;lt;");
  });
});
