/** Which key presses count, and what they are called. */
import { describe, expect, it } from "vitest";
import { keyName } from "./keyName.ts";

const press = (key: string, more: object = {}) =>
  keyName({ key, ctrlKey: false, metaKey: false, altKey: false, target: { tagName: "BODY" }, ...more });

describe("keyName", () => {
  it("calls a letter by its small form, also with Caps Lock on", () => {
    expect(press("L")).toBe("l");
    expect(press("l")).toBe("l");
  });

  it("takes Ctrl and Cmd for the same", () => {
    expect(press("k", { ctrlKey: true })).toBe("mod+k");
    expect(press("K", { metaKey: true })).toBe("mod+k");
  });

  it("leaves letters alone while someone types, but not Escape nor chords", () => {
    const target = { tagName: "INPUT", type: "search" };
    expect(press("l", { target })).toBe("");
    expect(press("Escape", { target })).toBe("Escape");
    expect(press("k", { target, ctrlKey: true })).toBe("mod+k");
  });

  it("tells an arrow with Shift from one without", () => {
    expect(press("ArrowLeft")).toBe("ArrowLeft");
    expect(press("ArrowLeft", { shiftKey: true })).toBe("shift+ArrowLeft");
    expect(press("?", { shiftKey: true })).toBe("?");
  });

  it("leaves Space to what it presses, and to fields", () => {
    expect(press(" ", { target: { tagName: "MAIN" } })).toBe("Space");
    expect(press(" ", { target: { tagName: "BUTTON" } })).toBe("");
    expect(press(" ", { target: { tagName: "DIV", getAttribute: () => "tab" } })).toBe("");
    expect(press(" ", { target: { tagName: "DIV", getAttribute: () => "slider" } })).toBe("Space");
    expect(press(" ", { target: { tagName: "TEXTAREA" } })).toBe("");
  });

  it("counts on a checkbox, which takes no text", () => {
    expect(press("j", { target: { tagName: "INPUT", type: "checkbox" } })).toBe("j");
  });
});
