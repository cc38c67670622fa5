/** Which addresses may be reached: every way to write one that is not public, and names whose addresses are mixed. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { guardAddress } from "./addressGuard.ts";
import { addressBytes, isAllowed, isPublic } from "./networks.ts";

const to =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address }));
/** As a URL has it, whatever way it was typed. */
const hostOf = (url: string) => new URL(url).hostname;

describe("addresses", () => {
  it("are public only outside of every special network", () => {
    const inner = [
      ...[
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.9.9.9",
        "169.254.169.254",
        "172.16.0.1",
      ],
      ...[
        "172.31.255.255",
        "192.0.0.1",
        "192.168.1.1",
        "198.18.0.1",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
      ],
      ...[
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "::ffff:a9fe:a9fe",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
      ],
      ...[
        "fe80::1",
        "fe80::1%eth0",
        "febf::1",
        "fec0::1",
        "fc00::1",
        "fdff::1",
        "ff02::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2001::1",
      ],
      ...["", "localhost", "1.2.3", "::g"],
    ];
    expect(inner.filter(isPublic)).toEqual([]);
    const outer = ["1.1.1.1", "8.8.8.8", "100.128.0.1", "172.32.0.1", "192.169.0.1", "223.255.255.255"];
    const outer6 = ["2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2a00:1450:4001::"];
    expect([...outer, ...outer6].filter((address) => !isPublic(address))).toEqual([]);
  });

  it("become the same bytes however they are written", () => {
    const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(groups, (numbers) => {
        const long = numbers.map((number) => number.toString(16).padStart(4, "0")).join(":");
        const short = new URL(`http://[${long}]`).hostname.slice(1, -1);
        expect(addressBytes(short)).toEqual(addressBytes(long));
      }),
    );
    expect([...(addressBytes("1::8:7") ?? [])]).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 7]);
    expect([...(addressBytes("1:2:3:4:5:6:1.2.3.4") ?? [])].slice(12)).toEqual([1, 2, 3, 4]);
  });

  it("are allowed by networks of their own kind, the mapped ones by those of IPv4", () => {
    expect(isAllowed("10.1.2.3", ["192.168.0.0/16", "10.1.0.0/16"])).toBe(true);
    expect(isAllowed("10.2.2.3", ["10.1.0.0/16"])).toBe(false);
    expect(isAllowed("::ffff:10.1.2.3", ["10.1.0.0/16"])).toBe(true);
    expect(isAllowed("fd12::1", ["fd00::/8"])).toBe(true);
    expect(isAllowed("fe80::1%eth0", ["fe80::/10"])).toBe(false);
    expect(isAllowed("10.1.2.3", ["::/0"])).toBe(false);
  });
});

describe("the guard", () => {
  it("refuses every way to type an inner address into a URL", async () => {
    const typed = [
      ...["http://127.0.0.1", "http://2130706433", "http://0177.0.0.1", "http://0x7f.1", "http://127.1", "http://0"],
      ...["http://[::1]", "http://[::ffff:127.0.0.1]", "http://[0:0:0:0:0:ffff:7f00:1]", "http://169.254.169.254"],
    ];
    for (const url of typed) {
      const guarded = await guardAddress(hostOf(url), [], to("8.8.8.8"));
      expect(guarded, url).toMatchObject({ address: null, passes: false, why: expect.stringMatching(/not public/) });
    }
    expect(await guardAddress("localhost", [])).toMatchObject({ address: null });
    // Schemes that URL knows nothing of keep what is typed; the resolver takes it for a number.
    expect(await guardAddress("2130706433", [])).toMatchObject({ address: null });
  });

  it("resolves once, and refuses a name when any of its addresses is an inner one", async () => {
    let asked = 0;
    const resolve = async () => {
      asked++;
      return [{ address: "8.8.8.8" }, { address: "10.0.0.1" }];
    };
    expect(await guardAddress("mixed.example.com", [], resolve)).toMatchObject({ address: null });
    expect(await guardAddress("mixed.example.com", ["10.0.0.0/8"], resolve)).toEqual({ address: "8.8.8.8", why: null });
    expect(asked).toBe(2);
    expect(await guardAddress("v6.example.com", [], to("2606:4700::1"))).toEqual({
      address: "2606:4700::1",
      why: null,
    });
  });

  it("says that a name without an address may have one later", async () => {
    const fails = async () => Promise.reject(new Error("ENOTFOUND"));
    expect(await guardAddress("gone.example.com", [], fails)).toMatchObject({ address: null, passes: true });
    expect(await guardAddress("gone.example.com", [], to())).toMatchObject({ address: null, passes: true });
  });
});
