import { shell } from "electron";
import type { Log } from "../engine/index.ts";

/** The address to hand to the system's browser; null unless it parses and is https without a login in it. */
export function externalAddress(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return url.protocol === "https:" && url.username === "" && url.password === "" ? url.href : null;
}

/** Opens an https address in the system's browser. Anything else is refused and logged. */
export function openExternally(address: string, log: Log): void {
  const url = externalAddress(address);
  if (url === null) {
    log("warn", "link_refused", { address: address.slice(0, 200) });
    return;
  }
  shell.openExternal(url).catch((cause: unknown) => log("warn", "link_failed", { address: url, cause: String(cause) }));
}
