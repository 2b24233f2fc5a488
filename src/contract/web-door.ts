/**
 * Mutual authentication of a browser tab and the web host. A launch code is exchanged once for a session; the session's secret stays in the
 * tab and is never sent again. On every connection both sides prove that they know it:
 *
 *   host → tab   {"challenge":"<host nonce>"}
 *   tab → host   {"session":"<id>","nonce":"<tab nonce>","proof":"<HMAC of the tab>"}
 *   host → tab   {"admitted":{"proof":"<HMAC of the host>","uploads":"<ticket for POST /files>"}}, or close code 4401
 *
 * So a program that takes the port while Assay is down learns nothing that it could use later, and gets no calls.
 */

/** Query parameter of the address that starts a session. */
export const launchCodeParameter = "code";
/** `POST /session` carries the launch code in this header and answers `{ ok, value: { session } }`. */
export const launchCodeHeader = "x-assay-code";
/** `POST /files` carries in this header the ticket that the host issued over the socket. */
export const uploadTicketHeader = "x-assay-session";
/** `POST /downloads?job=…[&file=…]`, with the ticket, answers `{ ok, value: { path } }`. */
export const downloadsEndpoint = "/downloads";
/** Followed by a code that works once, within a minute: GET downloads the export, or one file of it. */
export const downloadPath = "/download/";
/** The host does not know the session: it expired, or belongs to another Assay. */
export const unknownSessionCloseCode = 4401;

export interface SessionToken {
  /** The session's id; not secret. */
  readonly id: string;
  readonly secret: string;
}

/** What a tab keeps in its session storage. */
export function formatSessionToken({ id, secret }: SessionToken): string {
  return `${id}.${secret}`;
}

/** @returns undefined if the text is not a token. */
export function parseSessionToken(text: string | null | undefined): SessionToken | undefined {
  const [, id, secret] = /^([\w-]{16,64})\.([\w-]{32,128})$/.exec(text ?? "") ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** The message that each side signs with HMAC-SHA-256 under SHA-256(secret), in base64url. */
export function proofText(side: "tab" | "host", hostNonce: string, tabNonce: string): string {
  return `assay ${side} ${hostNonce} ${tabNonce}`;
}
