/**
 * The fingerprint of a label set: FNV-1a of 64 bits over name, 0xff, value, 0xff of every label, ascending by name; 16 hex digits. It is
 * the same that Prometheus and Alertmanager give, so an alert has one name wherever it is seen.
 * Source: Prometheus common/model (signature.go, labelSetToFingerprint); the FNV hash, draft-eastlake-fnv.
 */
import type { LabelPairs } from "../model/alert.ts";

const OFFSET_HIGH = 0xcbf29ce4;
const OFFSET_LOW = 0x84222325;
/** The prime is 2^40 + 0x1b3. */
const PRIME_LOW = 0x1b3;
const SEPARATOR = 0xff;
const TWO_32 = 2 ** 32;
const encoder = new TextEncoder();

/** By UTF-8 bytes, as Go orders text; that is by code point. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (left === right) continue;
    // Halves of a pair stand for code points above all others of 16 bits.
    const [isHighLeft, isHighRight] = [(left & 0xf800) === 0xd800, (right & 0xf800) === 0xd800];
    if (isHighLeft !== isHighRight) return isHighLeft ? 1 : -1;
    return left - right;
  }
  return a.length - b.length;
}

export function labelFingerprint(labels: LabelPairs): string {
  const hash = new Fnv();
  for (const name of Object.keys(labels).sort(compareText)) {
    hash.text(name);
    hash.byte(SEPARATOR);
    hash.text(labels[name] ?? "");
    hash.byte(SEPARATOR);
  }
  return hash.hex();
}

/** Two halves of 32 bits: products of them stay below 2^53. */
class Fnv {
  private high = OFFSET_HIGH;
  private low = OFFSET_LOW;

  byte(value: number): void {
    const low = (this.low ^ value) >>> 0;
    const product = low * PRIME_LOW;
    const carry = Math.floor(product / TWO_32);
    this.high = (Math.imul(this.high, PRIME_LOW) + carry + (low << 8)) >>> 0;
    this.low = product % TWO_32;
  }

  text(text: string): void {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) {
        for (const byte of encoder.encode(text.slice(i))) this.byte(byte);
        return;
      }
      this.byte(code);
    }
  }

  hex(): string {
    return this.high.toString(16).padStart(8, "0") + this.low.toString(16).padStart(8, "0");
  }
}
