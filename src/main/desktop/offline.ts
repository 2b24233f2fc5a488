import { app, session, type WebContents } from "electron";
import { appHost, appScheme } from "./origin.ts";

/** Switches off what Chromium fetches or reports by itself. Must run before the app is ready. */
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

/** A privileged local port where nothing listens: connections to it fail. */
const deadProxy = "socks5://127.0.0.1:1";

/**
 * Cancels every request except the screen's own: Assay makes no outbound connection, whatever a page tries. What connects without a
 * request (WebRTC, preconnect) gets a proxy that does not exist, for loopback addresses too; `blockWebRtcDatagrams` confines WebRTC's
 * datagrams to it.
 */
export async function stayOffline(ownOrigin: string): Promise<void> {
  // The spell checker would download the dictionaries of its languages, also while it is off, past the filter below.
  session.defaultSession.setSpellCheckerLanguages([]);
  session.defaultSession.setSpellCheckerEnabled(false);
  await session.defaultSession.setProxy({ mode: "fixed_servers", proxyRules: deadProxy, proxyBypassRules: proxyBypassRules(ownOrigin) });
  session.defaultSession.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !isLocalRequest(details.url, ownOrigin) });
  });
}

/** Addresses that bypass the proxy: the development server's, otherwise none. */
export function proxyBypassRules(ownOrigin: string): string {
  const own = new URL(ownOrigin);
  // By default Chromium bypasses every proxy for loopback.
  return own.protocol === "http:" ? `<-loopback>,${own.host}` : "<-loopback>";
}

/** Confines a window's peer connections to the dead proxy, so they send nothing. */
export function blockWebRtcDatagrams(contents: WebContents): void {
  contents.setWebRTCIPHandlingPolicy("disable_non_proxied_udp");
}

/** Whether an address stays on this machine: the screen's origin, inline data, or the developer tools. */
export function isLocalRequest(address: string, ownOrigin: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol === "data:" || url.protocol === "blob:" || url.protocol === "devtools:") return true;
  if (url.protocol === `${appScheme}:`) return url.host === appHost;
  // In development the screen comes from a loopback server, with a socket for hot reload.
  const own = new URL(ownOrigin);
  return own.protocol === "http:" && (url.protocol === "http:" || url.protocol === "ws:") && url.host === own.host;
}
