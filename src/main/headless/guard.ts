import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/**
 * Who may talk to the web host. A page of any site can reach a loopback port, so the address is no protection:
 * the Host header defeats rebound names, the Origin header other sites' pages; the session of web-sessions.ts other people's
 * programs. No cookie is set or read: browsers send cookies to every port of a host.
 */
export type Verdict = "ok" | "wrong_host" | "wrong_origin";

const loopbackNames = new Set(["127.0.0.1", "localhost"]);

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

export function hashSecret(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

/** Compares in constant time, whatever the lengths. */
export function isSameSecret(given: string | undefined | null, secret: string): boolean {
  if (given === undefined || given === null) return false;
  return timingSafeEqual(hashSecret(given), hashSecret(secret));
}

/** What a request says about itself. `headersDistinct` has what `headers` leaves out: a header that was there twice. */
export type Judged = Pick<IncomingMessage, "headers" | "headersDistinct">;

/** The value of a header that is there exactly once; undefined otherwise. */
export function singleHeader({ headersDistinct }: Judged, name: string): string | undefined {
  const values = headersDistinct[name];
  return values?.length === 1 ? values[0] : undefined;
}

/**
 * Judges a request by its headers. An Origin that is there must be ours, whatever is asked for.
 * @param needsOrigin true for whatever changes something or opens a socket.
 */
export function judge(request: Judged, port: number, needsOrigin: boolean): Verdict {
  const { headers } = request;
  if (!isOwnHost(singleHeader(request, "host"), port)) return "wrong_host";
  if ((needsOrigin || headers.origin !== undefined) && !isOwnOrigin(headers.origin, headers.host ?? "")) return "wrong_origin";
  return "ok";
}
