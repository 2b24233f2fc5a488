/** How either host serves the built screen: file types, content security policy, headers, what the page is told at once. */

import { viewNames } from "./commands.ts";

/** Placeholder in index.html for the response's nonce. */
export const noncePlaceholder = "__CSP_NONCE__";

/** Placeholder in index.html for what is known of the window before its script has asked: see `describeFirstPaint`. */
export const firstPaintPlaceholder = "__FIRST_PAINT__";

/**
 * Theme, width of the sidebar and view that a window will have, for the page's first script (public/theme-first.js).
 * @param viewState JSON of the view state.
 * @returns such as "dark wide live"; "last wide overview" where nothing was chosen yet.
 */
export function describeFirstPaint(viewState: string): string {
  let kept: Record<string, unknown> = {};
  try {
    kept = Object(JSON.parse(viewState));
  } catch {
    // The screen begins with its defaults, too.
  }
  const theme = ["light", "dark", "auto"].find((choice) => choice === kept["app.theme"]) ?? "last";
  const view = viewNames.find((name) => name === kept["app.view"]) ?? "overview";
  return `${theme} ${kept["app.railIsNarrow"] === true ? "narrow" : "wide"} ${view}`;
}

/** File types of the built screen. Anything else in its folder is not served. */
export const screenTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

/** The content security policy of a response. The nonce admits the component library's style elements and nothing else. */
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

/** Headers of every response. No CORS header: no other origin may read anything. */
export function safetyHeaders(nonce?: string): Record<string, string> {
  return {
    "Content-Security-Policy": contentSecurityPolicy(nonce),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
  };
}
