import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/**
 * Who may talk to the web host. Pages of any site can reach a loopback port. The Host check stops DNS rebinding, the Origin check stops
 * other sites' pages, and the session (web-sessions.ts) stops other users' programs. No cookies: browsers send them to every port of a host.
 */
export type RequestCheck = "ok" | "wrong_host" | "wrong_origin";

const loopbackNames = new Set(["127.0.0.1", "localhost"]);

/** Whether the Host header is `127.0.0.1:port` or `localhost:port`. */
export function isOwnHost(host: string | undefined, port: number): boolean {
  const parsed = /^([a-z0-9.]+)(?::([0-9]{1,5}))?$/i.exec(host ?? "");
  if (!parsed) return false;
  const [, name = "", portText = "80"] = parsed;
  return loopbackNames.has(name.toLowerCase()) && Number(portText) === port && String(Number(portText)) === portText;
}

/** Whether the Origin header is this page's own. `host` is the request's Host header, already checked. */
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

/** Compares in constant time, for any lengths. */
export function isSameSecret(given: string | undefined | null, secret: string): boolean {
  if (given === undefined || given === null) return false;
  return timingSafeEqual(hashSecret(given), hashSecret(secret));
}

/** The part of a request that is judged. `headersDistinct`, unlike `headers`, shows repeated headers. */
export type Judged = Pick<IncomingMessage, "headers" | "headersDistinct">;

/** The value of a header that occurs exactly once; otherwise undefined. */
export function singleHeader({ headersDistinct }: Judged, name: string): string | undefined {
  const values = headersDistinct[name];
  return values?.length === 1 ? values[0] : undefined;
}

/**
 * Judges a request by its headers. If there is an Origin, it must be ours.
 * @param needsOrigin true for requests that change something or open a socket.
 */
export function judge(request: Judged, port: number, needsOrigin: boolean): RequestCheck {
  const { headers } = request;
  if (!isOwnHost(singleHeader(request, "host"), port)) return "wrong_host";
  if ((needsOrigin || headers.origin !== undefined) && !isOwnOrigin(headers.origin, headers.host ?? "")) return "wrong_origin";
  return "ok";
}

/** The same for a server that has no page: nothing that a browser's page sends is meant for it. */
export function judgeProgram(request: Judged, port: number): RequestCheck {
  if (!isOwnHost(singleHeader(request, "host"), port)) return "wrong_host";
  return request.headers.origin === undefined ? "ok" : "wrong_origin";
}
