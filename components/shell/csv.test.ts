/** A file that a spreadsheet reads as it was shown, and never runs. */
import { expect, it } from "vitest";
import { writeCsv } from "./csv.ts";

it("quotes what would break a row, and leaves nothing for no value", () => {
  expect(
    writeCsv(
      ["name", "p95"],
      [
        ['say "hi", now', 0.25],
        ["two\nlines", null],
      ],
    ),
  ).toBe('name,p95\r\n"say ""hi"", now",0.25\r\n"two\nlines",\r\n');
});

it("lets no name become a formula, but keeps negative numbers", () => {
  expect(writeCsv(["a", "b"], [['=HYPERLINK("x")', -3]])).toBe('a,b\r\n"\'=HYPERLINK(""x"")",-3\r\n');
});
