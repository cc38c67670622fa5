/** What the panel lists of a record. */
import { describe, expect, it } from "vitest";
import { recordFields } from "./recordFields.ts";

const otlp = JSON.stringify({
  resourceLogs: [
    {
      resource: { attributes: [{ key: "service.name", value: { stringValue: "cart" } }] },
      scopeLogs: [
        {
          scope: { name: "pino" },
          logRecords: [
            {
              body: { kvlistValue: { values: [{ key: "retry", value: { intValue: "3" } }] } },
              attributes: [
                { key: "big", value: { intValue: "9223372036854775807" } },
                { key: "list", value: { arrayValue: { values: [{ stringValue: "a" }, {}] } } },
              ],
              droppedAttributesCount: 2,
            },
          ],
        },
      ],
    },
  ],
});

describe("recordFields", () => {
  it("keeps 64-bit digits, and the type beside every text", () => {
    const { attributes, dropped, body } = recordFields(otlp);
    expect(attributes).toEqual([
      { key: "big", type: "int", text: "9223372036854775807" },
      { key: "list", type: "array", text: '["a",null]' },
    ]);
    expect([dropped, body]).toEqual([2, '{\n  "retry": 3\n}']);
  });

  it("groups by whose attributes they are", () => {
    const { resource, scope } = recordFields(otlp);
    expect([resource[0]?.text, scope[0]?.text]).toEqual(["cart", "pino"]);
  });
});
