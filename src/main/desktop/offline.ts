import { app, session } from "electron";
import { appHost, appScheme } from "./origin.ts";

/** What Chromium would fetch or report by itself is switched off. Must run before the app is ready. */
export function switchOffBackgroundTraffic(): void {
  for (const name of [
    "disable-background-networking",
    "disable-component-update",
    "disable-domain-reliability",
    "disable-sync",
    "no-pings",
  ]) {
    app.commandLine.appendSwitch(name);
  }
}

/** Cancels every request that is not for the screen itself: Assay makes no outbound connection, whatever a page tries. */
export function stayOffline(ownOrigin: string): void {
  // The spell checker would download its dictionaries.
  session.defaultSession.setSpellCheckerEnabled(false);
  session.defaultSession.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !isLocalRequest(details.url, ownOrigin) });
  });
}

/** Whether an address stays on this machine: the screen's own, data in place, or the developer tools'. */
export function isLocalRequest(address: string, ownOrigin: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol === "data:" || url.protocol === "blob:" || url.protocol === "devtools:") return true;
  if (url.protocol === `${appScheme}:`) return url.host === appHost;
  // In development the screen comes from a loopback server, which also announces changes over a socket.
  const own = new URL(ownOrigin);
  return own.protocol === "http:" && (url.protocol === "http:" || url.protocol === "ws:") && url.host === own.host;
}
