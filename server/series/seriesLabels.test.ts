/** What a series is called in PromQL. */
import { describe, expect, it } from "vitest";
import type { Attributes } from "../model/attributes.ts";
import { formatLabels } from "../promql/labels.ts";
import type { MetricSeries } from "../store/seriesReader.ts";
import { PROMOTED, seriesLabels, targetInfoLabels } from "./seriesLabels.ts";

const text = (key: string, value: string) => ({ key, value: { type: "string", value } as const });
const resource = (attributes: Attributes) => ({ attributes, droppedAttributesCount: 0, schemaUrl: "" });

function series(attributes: Attributes, of: Attributes, scopeName = "app"): MetricSeries {
  return {
    id: 1,
    name: "x",
    unit: "",
    description: "",
    metadata: [],
    kind: 5,
    temporality: 0,
    isMonotonic: false,
    resource: resource(of),
    scope: { name: scopeName, version: "", attributes: [], droppedAttributesCount: 0, schemaUrl: "" },
    attributes,
  };
}
const shop = [
  text("service.namespace", "shop"),
  text("service.name", "cart"),
  text("service.instance.id", "cart-1"),
  text("telemetry.sdk.language", "nodejs"),
];

describe("labels of a series", () => {
  it("tell job and instance, promote what tells senders apart, and leave the rest to target_info", () => {
    const labels = seriesLabels(series([text("http.request.method", "GET")], shop), "prometheus", PROMOTED);
    expect(formatLabels(labels)).toBe(
      '{http_request_method="GET", instance="cart-1", job="shop/cart", service_instance_id="cart-1", service_name="cart", service_namespace="shop"}',
    );
    expect(formatLabels(targetInfoLabels(resource(shop)) ?? labels)).toBe(
      'target_info{instance="cart-1", job="shop/cart", telemetry_sdk_language="nodejs"}',
    );
  });

  it("keep OTLP's names when these were asked for", () => {
    const labels = seriesLabels(
      series([text("http.request.method", "GET")], [text("service.name", "cart")]),
      "otlp",
      PROMOTED,
    );
    expect(formatLabels(labels)).toBe('{"http.request.method"="GET", job="cart", "service.name"="cart"}');
  });

  it("join values whose names fall together, in order of the names", () => {
    const labels = seriesLabels(series([text("a_b", "2"), text("a.b", "1")], []), "prometheus", PROMOTED);
    expect(labels.get("a_b")).toBe("1;2");
  });

  it("let a point's attribute win over its resource's", () => {
    const labels = seriesLabels(
      series([text("host.name", "mine")], [text("host.name", "theirs")]),
      "prometheus",
      PROMOTED,
    );
    expect(labels.get("host_name")).toBe("mine");
  });

  it("of Prometheus's own series stay as they came", () => {
    const own = series([text("job", "node"), text("a.b", "c")], [], "chronoscope.prometheus");
    expect(formatLabels(seriesLabels(own, "prometheus", PROMOTED))).toBe('{"a.b"="c", job="node"}');
  });

  it("write values of other types as text", () => {
    const typed = series(
      [
        { key: "cpu", value: { type: "int", value: 7n } },
        { key: "on", value: { type: "bool", value: true } },
        { key: "list", value: { type: "array", value: [{ type: "string", value: "a" }] } },
      ],
      [],
    );
    expect(formatLabels(seriesLabels(typed, "prometheus", PROMOTED))).toBe('{cpu="7", list="[\\"a\\"]", on="true"}');
  });

  it("have no target_info without an identity", () => {
    expect(targetInfoLabels(resource([text("host.name", "a")]))).toBeNull();
  });
});
