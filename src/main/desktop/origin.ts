/** Where the workbench's screen comes from. Origins are compared parsed and whole, never by prefix. */

export const appScheme = "workbench";
export const appHost = "app";
export const appOrigin = `${appScheme}://${appHost}`;

const loopbackHosts = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * The development server's origin, or null. Only an unpackaged program has one, and only on this machine.
 * @param value what electron-vite left in ELECTRON_RENDERER_URL.
 */
export function devOrigin(isPackaged: boolean, value: string | undefined): string | null {
  if (isPackaged || value === undefined || !URL.canParse(value)) return null;
  const url = new URL(value);
  return url.protocol === "http:" && loopbackHosts.has(url.hostname) ? url.origin : null;
}

/**
 * The origin of an address as Electron's frames name it; null when it is none. Node answers the origin
 * "null" for a scheme it does not know, so scheme and host are read apart.
 */
export function originOf(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol === `${appScheme}:`) return `${url.protocol}//${url.host}`;
  return url.origin === "null" ? null : url.origin;
}
