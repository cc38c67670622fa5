/** Base64 (RFC 4648) for bytes in OTLP/JSON: written in the standard alphabet with padding; read in both alphabets, padded or not. */
const STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES = new Uint8Array(128).fill(0xff);
for (let i = 0; i < 64; i++) VALUES[STANDARD.charCodeAt(i)] = i;
VALUES["-".charCodeAt(0)] = 62;
VALUES["_".charCodeAt(0)] = 63;

export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += STANDARD.charAt(group >> 18) + STANDARD.charAt((group >> 12) & 63);
    text += left > 1 ? STANDARD.charAt((group >> 6) & 63) : "=";
    text += left > 2 ? STANDARD.charAt(group & 63) : "=";
  }
  return text;
}

/** The bytes, or null when the text is not base64. */
export function decodeBase64(text: string): Uint8Array | null {
  const digits = text.replace(/={1,2}$/, "");
  if (digits.length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let group = 0;
  let bits = 0;
  let to = 0;
  for (let i = 0; i < digits.length; i++) {
    const value = VALUES[digits.charCodeAt(i)] ?? 0xff;
    if (value === 0xff) return null;
    group = ((group << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[to++] = (group >> bits) & 0xff;
    }
  }
  return bytes;
}
