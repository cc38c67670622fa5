/** The choice of marks as it stands in an address. */
import { expect, test } from "vitest";
import { EVENT_KINDS } from "../../server/model/state.ts";
import { MARK_GROUPS, markQuestion, parseMarkFilter, USUAL_MARKS, writeMarkFilter } from "./markGroups.ts";

test("every kind of event is in one group", () => {
  expect(MARK_GROUPS.flatMap(({ kinds }) => kinds).sort()).toEqual([...EVENT_KINDS].sort());
});

test("what is written reads as the same choice", () => {
  const choices = [
    USUAL_MARKS,
    { problemsOnly: true, parts: false, groups: USUAL_MARKS.groups },
    { problemsOnly: false, parts: false, groups: ["deploys", "health"] },
    { problemsOnly: true, parts: false, groups: [] },
    { problemsOnly: true, parts: true, groups: ["health"] },
  ];
  expect(choices.map(writeMarkFilter)).toEqual([
    "",
    "problems",
    "deploys,health",
    "problems,none",
    "problems,parts,health",
  ]);
  for (const choice of choices) expect(parseMarkFilter(writeMarkFilter(choice))).toEqual(choice);
});

test("words that nobody knows are passed over", () => {
  expect(parseMarkFilter("health,weather")).toEqual({ problemsOnly: false, parts: false, groups: ["health"] });
  expect(parseMarkFilter("weather")).toEqual(USUAL_MARKS);
});

test("only what is chosen is asked for, and nothing when nothing is", () => {
  expect(markQuestion(USUAL_MARKS)).toEqual({ wholesOnly: true });
  expect(markQuestion(parseMarkFilter("problems,deploys"))).toEqual({
    kinds: ["deployed"],
    problemsOnly: true,
    wholesOnly: true,
  });
  expect(markQuestion(parseMarkFilter("parts"))).toEqual({});
  expect(markQuestion(parseMarkFilter("none"))).toBeNull();
});
