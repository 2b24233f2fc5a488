/** The screen's origin. Origins are parsed and compared whole, never by prefix. */

export const appScheme = "workbench";
export const appHost = "app";
export const appOrigin = `${appScheme}://${appHost}`;

/** Of a new window's address: what its page may know before its script has asked; see `describeFirstPaint`. */
export const firstPaintParameter = "first";

const loopbackHosts = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * The development server's origin, on this machine and unpackaged only; otherwise null.
 * @param value ELECTRON_RENDERER_URL, set by electron-vite.
 */
export function devOrigin(isPackaged: boolean, value: string | undefined): string | null {
  if (isPackaged || value === undefined || !URL.canParse(value)) return null;
  const url = new URL(value);
  return url.protocol === "http:" && loopbackHosts.has(url.hostname) ? url.origin : null;
}

/**
 * Converts an address to an origin as Electron's frames name it; null if it has none. Node's URL returns "null" for unknown schemes, so
 * ours is built from scheme and host.
 */
export function toOrigin(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol === `${appScheme}:`) return `${url.protocol}//${url.host}`;
  return url.origin === "null" ? null : url.origin;
}
