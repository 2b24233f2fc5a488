import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/**
 * Who may talk to the web host. A page of any site can reach a loopback port, so the address is no protection:
 * the Host header defeats rebound names, the Origin header other sites' pages, the cookie other people's programs.
 */
export interface Door {
  readonly port: number;
  readonly token: string;
}

export type Verdict = "ok" | "wrong_host" | "wrong_origin" | "no_token";

const loopbackNames = new Set(["127.0.0.1", "localhost"]);

/** A fresh token for one start of the host. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** The cookie carries the port in its name, because browsers share cookies between the ports of a host. */
export function cookieName(port: number): string {
  return `assay_${port}`;
}

/** Whether the Host header names this very host: `127.0.0.1:port` or `localhost:port`. */
export function isOwnHost(host: string | undefined, port: number): boolean {
  const parsed = /^([a-z0-9.]+)(?::([0-9]{1,5}))?$/i.exec(host ?? "");
  if (!parsed) return false;
  const [, name = "", portText = "80"] = parsed;
  return loopbackNames.has(name.toLowerCase()) && Number(portText) === port && String(Number(portText)) === portText;
}

/** Whether the Origin header is this page's own. `host` is the request's Host header, already found good. */
export function isOwnOrigin(origin: string | undefined, host: string): boolean {
  if (origin === undefined) return false;
  try {
    const parsed = new URL(origin);
    const own = new URL(`http://${host}`);
    return parsed.protocol === own.protocol && parsed.hostname === own.hostname && parsed.port === own.port && parsed.origin === origin;
  } catch {
    return false;
  }
}

/** Compares in constant time, whatever the lengths. */
export function isToken(given: string | undefined | null, token: string): boolean {
  if (given === undefined || given === null) return false;
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** The value of the one cookie of that name; undefined when it is missing or there twice. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  const values = (header ?? "").split(";").flatMap((part) => {
    const [key = "", ...rest] = part.split("=");
    return key.trim() === name ? [rest.join("=").trim()] : [];
  });
  return values.length === 1 ? values[0] : undefined;
}

/** What a request says about itself. `headersDistinct` has what `headers` leaves out: a header that was there twice. */
export type Judged = Pick<IncomingMessage, "headers" | "headersDistinct">;

/** Whether the request names this very host, once. */
export function namesOwnHost({ headers, headersDistinct }: Judged, port: number): boolean {
  return headersDistinct.host?.length === 1 && isOwnHost(headers.host, port);
}

/**
 * Judges a request by its headers. An Origin that is there must be ours, whatever is asked for.
 * @param needsOrigin true for whatever changes something or opens a socket.
 */
export function judge(request: Judged, door: Door, needsOrigin: boolean): Verdict {
  const { headers } = request;
  if (!namesOwnHost(request, door.port)) return "wrong_host";
  if ((needsOrigin || headers.origin !== undefined) && !isOwnOrigin(headers.origin, headers.host ?? "")) return "wrong_origin";
  if (!isToken(cookieValue(headers.cookie, cookieName(door.port)), door.token)) return "no_token";
  return "ok";
}
