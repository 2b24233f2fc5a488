import { randomBytes } from "node:crypto";

/** The token in index.html that every response replaces with a fresh nonce. */
export const noncePlaceholder = "__CSP_NONCE__";

/** A nonce for one response. */
export function newNonce(): string {
  return randomBytes(16).toString("base64");
}

/** The content security policy of every response. The nonce admits the component library's style elements and nothing else. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join("; ");
}
