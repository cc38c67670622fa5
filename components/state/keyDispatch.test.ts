/** Which binding takes a press. */
import { expect, test } from "vitest";
import { createKeyDispatch } from "./keyDispatch.ts";

let nowMs = 1000;
function press(key: string, afterMs = 10): KeyboardEvent {
  nowMs += afterMs;
  return {
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    target: null,
    timeStamp: nowMs,
  } as unknown as KeyboardEvent;
}

function bound(...keys: string[]) {
  const ran: string[] = [];
  const bindings = keys.map((key, i) => ({ keys: key, does: "", run: () => void ran.push(`${i} ${key}`) }));
  return { ran, bindings, dispatch: createKeyDispatch(() => bindings) };
}

test("a sequence runs when its second key comes soon, and not later", () => {
  const { ran, dispatch } = bound("g s", "s");
  expect(dispatch(press("g"))).toBe("began");
  expect(dispatch(press("s"))).toMatchObject({ keys: "g s" });
  dispatch(press("g"));
  dispatch(press("s", 5_000));
  expect(ran).toEqual(["0 g s", "1 s"]);
});

test("the later binding wins, and one that returns false passes the key on", () => {
  const { ran, bindings, dispatch } = bound("Escape", "Escape");
  dispatch(press("Escape"));
  expect(ran).toEqual(["1 Escape"]);
  bindings.push({ keys: "Escape", does: "", run: () => false as never });
  dispatch(press("Escape"));
  expect(ran).toEqual(["1 Escape", "1 Escape"]);
});

test("a key that nobody wants is said to be so, and does not spoil the next sequence", () => {
  const { ran, dispatch } = bound("g s");
  expect(dispatch(press("x"))).toBeNull();
  dispatch(press("g"));
  dispatch(press("x"));
  expect(dispatch(press("s"))).toBeNull();
  expect(ran).toEqual([]);
});
