/** Whatever a template says, it ends: with text, or with an error that is a template's. What it gives is compared in the other tests. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Answers, answerFrom, expandAsking, expandTemplate } from "./expandTemplate.ts";
import { formatFloat } from "./goFloat.ts";
import { prometheusFunctions } from "./prometheusFunctions.ts";
import { TemplateError } from "./templateNodes.ts";
import { MOST_OUTPUT, type TemplateValue } from "./templateValue.ts";

const functions = prometheusFunctions({ query: () => [], nowMs: 0, externalUrl: "" });
const DATA: TemplateValue = new Map<string, TemplateValue>([
  ["job", "shop"],
  ["value", 2.5],
]);

const PIECES = [
  ...[
    "{{",
    "}}",
    "{{-",
    "-}}",
    "{{if ",
    "{{else}}",
    "{{end}}",
    "{{range ",
    "{{with ",
    "{{define ",
    "{{template ",
    "{{/*",
    "*/}}",
  ],
  ...[
    '"a"',
    "`b`",
    "'c'",
    ".job",
    ".value",
    "$",
    "$x := ",
    "=",
    "|",
    "(",
    ")",
    ".",
    " ",
    "\n",
    "1",
    "2.5",
    "-3",
    "nil",
    "true",
  ],
  ...[
    "printf ",
    '"%d %s"',
    "humanize ",
    "eq ",
    "and ",
    "index ",
    "query ",
    "first ",
    "len ",
    "{{break}}",
    "{{continue}}",
    ",",
    "é",
    "\0",
  ],
];

describe("any text at all", () => {
  it("gives text of at most so much, or a template's error", () => {
    const texts = fc.oneof(
      fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join("")),
      fc.string({ maxLength: 60 }).map((text) => `{{${text}}}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          expect(expandTemplate(text, DATA, functions).length).toBeLessThanOrEqual(MOST_OUTPUT);
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it("without an action is what it is", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes("{{"));
        expect(expandTemplate(text, DATA, functions)).toBe(text);
      }),
    );
  });
});

describe("floats", () => {
  it("are read back as what they were, in every form", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        for (const form of ["e", "f", "g"] as const) expect(Number(formatFloat(value, form, -1))).toBe(value);
        expect(formatFloat(value, "e", 20)).toBe(
          value
            .toExponential(20)
            .replace(/e([+-])(\d)$/, "e$10$2")
            .replace(/^0/, Object.is(value, -0) ? "-0" : "0"),
        );
      }),
      { examples: [[1e-323], [-1e-323], [5e-324]] },
    );
  });

  it("are rounded half to even from their exact value", () => {
    const wanted = { "0.5": "0", "1.5": "2", "2.5": "2", "0.125": "0", "1e21": "1000000000000000000000" };
    for (const [text, rounded] of Object.entries(wanted)) expect(formatFloat(Number(text), "f", 0)).toBe(rounded);
    expect([formatFloat(1.005, "f", 2), formatFloat(0.125, "f", 2), formatFloat(0.375, "f", 2)]).toEqual([
      "1.00",
      "0.12",
      "0.38",
    ]);
    expect([formatFloat(999.96, "g", 4), formatFloat(99996, "g", 4), formatFloat(5e-324, "g", 3)]).toEqual([
      "1000",
      "1e+05",
      "4.94e-324",
    ]);
  });
});

describe("questions", () => {
  it("are asked one after the other, and a failure is told where it was asked", async () => {
    const answers: Answers<number> = new Map();
    const asked: string[] = [];
    const ask = async (question: string) => {
      asked.push(question);
      if (question === "b") throw new Error("away");
      return 1;
    };
    const expand = () => `${answerFrom(answers, "a")} ${asked.includes("b") ? "?" : answerFrom(answers, "b")}`;
    expect(await expandAsking(answers, ask, expand)).toBe("1 ?");
    expect(asked).toEqual(["a", "b"]);
    expect(() => answerFrom(answers, "b")).toThrow("away");
  });
});
