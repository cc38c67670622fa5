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
  it("keeps 64-bit digits and offers typed equality where it can", () => {
    const { groups, dropped, body } = recordFields(otlp);
    const [big, list] = groups[0]?.fields ?? [];
    expect(big?.filter).toEqual({ key: "big", type: "int", text: "9223372036854775807" });
    expect(list).toMatchObject({ text: '["a",null]', filter: null });
    expect([dropped, body]).toEqual([2, '{\n  "retry": 3\n}']);
  });

  it("groups by whose attributes they are", () => {
    expect(recordFields(otlp).groups.map(({ title }) => title)).toEqual(["Attributes", "Resource", "Scope"]);
  });
});
