/**
 * Links to pictures of alerts that open without a token, for whoever shows a message's pictures (Slack, mail) and has none. A signature
 * opens one picture of one instant for seven days, for reading, and nothing else; its key is derived from a secret that this
 * installation made for itself (`readSecret`), not from any token.
 * Form: `…/chart.png?at=<instant>&expires=<Unix seconds>&signature=<base64url of HMAC-SHA256>`.
 * Errors: `sign` throws what reading the secret throws; `admits` never throws, and admits nobody while the secret cannot be read.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

export interface SignedLinks {
  /** The path and query of a picture, made to open without a token until a week after `nowMs`. */
  sign(path: string, nowMs: number): Promise<string>;
  /** Whether a request's path and query are such a link that still holds. */
  admits(url: string, nowMs: number): Promise<boolean>;
}

const PICTURE = /^\/api\/alerts\/[0-9a-f]{16}\/chart\.png$/;
const VALID_MS = 7 * 86_400_000;
/** Links made within an hour are the same, so that what is repeated stays as it was. */
const GRAIN_MS = 3_600_000;
const PURPOSE = "chronoscope: pictures of alerts, version 1";
/** Only there to make a path a URL. */
const BASE = "http://console";

export function createSignedLinks(readSecret: () => Promise<Uint8Array>): SignedLinks {
  let reading: Promise<Uint8Array> | null = null;
  const key = () => {
    reading ??= readSecret().then((secret) => createHmac("sha256", secret).update(PURPOSE).digest());
    // It may be read another time.
    reading.catch(() => {
      reading = null;
    });
    return reading;
  };
  const signatureOf = async (pathname: string, at: string, expires: string) =>
    createHmac("sha256", await key())
      .update(JSON.stringify([pathname, at, expires]))
      .digest();
  return {
    async sign(path, nowMs) {
      const { pathname, searchParams } = new URL(path, BASE);
      const at = searchParams.get("at") ?? "";
      const expires = String(Math.floor((nowMs + VALID_MS) / GRAIN_MS) * (GRAIN_MS / 1_000));
      const signature = (await signatureOf(pathname, at, expires)).toString("base64url");
      const query = new URLSearchParams({ at, expires, signature });
      return `${pathname}?${query}`;
    },
    async admits(url, nowMs) {
      if (!url.startsWith("/") || !URL.canParse(url, BASE)) return false;
      const { pathname, searchParams } = new URL(url, BASE);
      // Whatever is taken to be another path by those behind the door is not admitted by this one's signature.
      if (!PICTURE.test(pathname) || url.split("?", 1)[0] !== pathname) return false;
      const [at = "", expires = "", signature = ""] = ["at", "expires", "signature"].map(
        (name) => searchParams.get(name) ?? "",
      );
      if (!/^\d{1,12}$/.test(expires) || Number(expires) * 1_000 <= nowMs) return false;
      try {
        const given = Buffer.from(signature, "base64url");
        const right = await signatureOf(pathname, at, expires);
        return given.length === right.length && timingSafeEqual(given, right);
      } catch {
        return false;
      }
    },
  };
}
