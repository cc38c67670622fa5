/** The choice of marks as it stands in an address. */
import { expect, test } from "vitest";
import { EVENT_KINDS } from "../../server/model/state.ts";
import { EVERY_MARK, MARK_GROUPS, markQuestion, parseMarkFilter, writeMarkFilter } from "./markGroups.ts";

test("every kind of event is in one group", () => {
  expect(MARK_GROUPS.flatMap(({ kinds }) => kinds).sort()).toEqual([...EVENT_KINDS].sort());
});

test("what is written reads as the same choice", () => {
  const choices = [
    EVERY_MARK,
    { problemsOnly: true, groups: EVERY_MARK.groups },
    { problemsOnly: false, groups: ["deploys", "health"] },
    { problemsOnly: true, groups: [] },
  ];
  expect(choices.map(writeMarkFilter)).toEqual(["", "problems", "deploys,health", "problems,none"]);
  for (const choice of choices) expect(parseMarkFilter(writeMarkFilter(choice))).toEqual(choice);
});

test("words that nobody knows are passed over", () => {
  expect(parseMarkFilter("health,weather")).toEqual({ problemsOnly: false, groups: ["health"] });
  expect(parseMarkFilter("weather")).toEqual(EVERY_MARK);
});

test("only what is chosen is asked for, and nothing when nothing is", () => {
  expect(markQuestion(EVERY_MARK)).toEqual({});
  expect(markQuestion(parseMarkFilter("problems,deploys"))).toEqual({ kinds: ["deployed"], problemsOnly: true });
  expect(markQuestion(parseMarkFilter("none"))).toBeNull();
});
