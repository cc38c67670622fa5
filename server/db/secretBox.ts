/**
 * Seals texts that must not lie in the database as they are: AES-256-GCM, a fresh nonce each time, bound to what the text is for, so that
 * one secret cannot be put in another's place. The first key seals, every key opens, so that a key can be changed.
 * Form: `sealed:v1:` and base64url of nonce (12 bytes), tag (16 bytes) and what is sealed.
 * Errors: `seal` throws what `keys` throws; `open` never throws, and gives null for what no key opens.
 * Source: NIST SP 800-38D; OWASP ASVS 5.0, 13.3.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { isSealed, SEALED } from "../model/notification.ts";

export interface SecretBox {
  seal(text: string, purpose: string): string;
  /** Null: no key that is here opens it. */
  open(sealed: string, purpose: string): string | null;
  /** Whether it is sealed by the key that seals now. */
  isCurrent(sealed: string, purpose: string): boolean;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = "aes-256-gcm";

function sealWith(key: Uint8Array, text: string, purpose: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(purpose, "utf8"));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return SEALED + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
}

function openWith(key: Uint8Array, sealed: string, purpose: string): string | null {
  const bytes = Buffer.from(sealed.slice(SEALED.length), "base64url");
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
  try {
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(purpose, "utf8"));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const opened = [decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()];
    return Buffer.concat(opened).toString("utf8");
  } catch {
    return null;
  }
}

/** `keys`: of 32 bytes each, the one that seals first. Asked each time; throws when there is none. */
export function createSecretBox(keys: () => readonly Uint8Array[]): SecretBox {
  const known = () => {
    try {
      return keys();
    } catch {
      return [];
    }
  };
  return {
    seal(text, purpose) {
      const [key] = keys();
      if (!key) throw new Error("A secret cannot be sealed without a key.");
      return sealWith(key, text, purpose);
    },
    open(sealed, purpose) {
      for (const key of isSealed(sealed) ? known() : []) {
        const text = openWith(key, sealed, purpose);
        if (text !== null) return text;
      }
      return null;
    },
    isCurrent(sealed, purpose) {
      const [key] = known();
      return isSealed(sealed) && key !== undefined && openWith(key, sealed, purpose) !== null;
    },
  };
}
