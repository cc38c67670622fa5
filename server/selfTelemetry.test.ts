/** The product's own metrics: text that Prometheus parses, and several roles in one answer. */
import { expect, it } from "vitest";
import { mergeExpositions, renderExposition, watchProcess } from "./selfTelemetry.ts";

it("escapes what labels and help may hold, and writes the numbers of the format", () => {
  const text = renderExposition([
    {
      name: "a_total",
      help: "first\nsecond \\",
      type: "counter",
      samples: [{ labels: { x: 'q"\\\n' }, value: 1.5 }, { value: Number.POSITIVE_INFINITY }],
    },
    { name: "h", help: "", type: "histogram", samples: [{ suffix: "_bucket", labels: { le: "+Inf" }, value: 2 }] },
  ]);
  expect(text).toBe(
    '# HELP a_total first\\nsecond \\\\\n# TYPE a_total counter\na_total{x="q\\"\\\\\\n"} 1.5\na_total +Inf\n' +
      '# HELP h \n# TYPE h histogram\nh_bucket{le="+Inf"} 2\n',
  );
});

it("merges roles: each metric once, its samples together, each with role and instance", () => {
  const part = (value: number) =>
    renderExposition([
      { name: "a", help: "A.", type: "gauge", samples: [{ value }, { labels: { x: "{ }" }, value }] },
      { name: "b", help: "B.", type: "gauge", samples: [{ value }] },
    ]);
  const merged = mergeExpositions([
    { role: "web", instance: "h-1", text: part(1) },
    { role: "ingest", instance: "h-2", text: part(2) },
  ]);
  expect(merged.split("\n")).toEqual([
    "# HELP a A.",
    "# TYPE a gauge",
    'a{role="web",instance="h-1"} 1',
    'a{role="web",instance="h-1",x="{ }"} 1',
    'a{role="ingest",instance="h-2"} 2',
    'a{role="ingest",instance="h-2",x="{ }"} 2',
    "# HELP b B.",
    "# TYPE b gauge",
    'b{role="web",instance="h-1"} 1',
    'b{role="ingest",instance="h-2"} 2',
    "",
  ]);
});

it("tells of this process", () => {
  const families = watchProcess()();
  const resident = families.find(({ name }) => name === "process_resident_memory_bytes");
  expect(resident?.samples[0]?.value).toBeGreaterThan(10_000_000);
});
