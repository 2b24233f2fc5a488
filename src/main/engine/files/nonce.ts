import { randomBytes } from "node:crypto";

/** A nonce for one response: 128 random bits in base64. */
export function newNonce(): string {
  return randomBytes(16).toString("base64");
}
