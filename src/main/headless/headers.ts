import { randomBytes } from "node:crypto";

/** What index.html holds where the response's nonce belongs. */
export const noncePlaceholder = "__CSP_NONCE__";

/** A nonce for one response. */
export function newNonce(): string {
  return randomBytes(16).toString("base64");
}

/** The content security policy of a response; the nonce admits the component library's style elements and nothing else. */
export function contentSecurityPolicy(nonce?: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    nonce === undefined ? "style-src 'self'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join("; ");
}

/** What every response carries. There is no CORS header on purpose: no other origin has business here. */
export function safetyHeaders(nonce?: string): Record<string, string> {
  return {
    "Content-Security-Policy": contentSecurityPolicy(nonce),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
  };
}
