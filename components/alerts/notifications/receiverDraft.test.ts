/** Secrets of receivers go in and never come out. */
import { describe, expect, it } from "vitest";
import { EMPTY_WAY, integrationOf, NO_WORDS, receiverOf, wayOf } from "./receiverDraft.ts";

const SAVED = {
  kind: "webhook",
  sendResolved: true,
  place: "hooks.example.com",
  maxAlerts: 5,
  to: null,
  from: null,
  server: null,
  username: null,
  url: null,
  secretsSet: ["url", "signingSecret"],
  disabled: null,
  trouble: null,
  secretsLost: [],
} as const;

describe("a receiver's way", () => {
  it("leaves secrets out that nobody touched, and says which saved way they are of", () => {
    const sent = integrationOf(wayOf(SAVED, "ops", 1));
    expect(sent).toMatchObject({ maxAlerts: 5, was: { receiver: "ops", integration: 1 } });
    expect([sent.url, sent.signingSecret]).toEqual([undefined, undefined]);
  });

  it("takes away a secret that was emptied", () => {
    const sent = integrationOf({ ...wayOf(SAVED, "ops", 1), secrets: { signingSecret: "" } });
    expect([sent.url, sent.signingSecret]).toEqual([undefined, ""]);
  });

  it("sends an address openly only where it is no secret", () => {
    const way = { ...EMPTY_WAY, url: "https://am", secrets: { url: "https://hook" } };
    expect(integrationOf(way).url).toBe("https://hook");
    expect(integrationOf({ ...way, kind: "alertmanager" }).url).toBe("https://am");
  });

  it("reads mail addresses however they are parted", () => {
    const { integrations } = receiverOf({
      message: NO_WORDS,
      name: " ops ",
      ways: [{ ...EMPTY_WAY, kind: "email", to: "a@x, b@x;c@x\nd@x" }],
    });
    expect(integrations[0]?.to).toEqual(["a@x", "b@x", "c@x", "d@x"]);
  });
});
