/** Names in addresses survive both of their readings. */
import { expect, test } from "vitest";
import { readPathText, subjectText } from "./pathText.ts";

test("a name comes back as it was, whatever it holds", () => {
  for (const name of ["a/b c", "100%", "服务 🚀", "?q=1#h", "__proto__"])
    expect(readPathText(encodeURIComponent(name))).toBe(name);
});

test("a name that Next has decoded already stays, where it is no encoding", () => {
  expect(readPathText("100%")).toBe("100%");
  expect(readPathText("50%zz")).toBe("50%zz");
});

test("a resource's path is about the resource, not about its kind", () => {
  const key = ["orders", "", "main, 2"].map(encodeURIComponent).join(",");
  expect(subjectText(`pool/${encodeURIComponent(key)}`)).toBe("orders main, 2");
  expect(subjectText(encodeURIComponent("a,b"))).toBe("a,b");
  expect(subjectText("")).toBe("");
});
