import { app, session, type WebContents } from "electron";
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

/** A port of this machine that only its administrator may listen on, and nobody does: what is sent there goes nowhere. */
const deadProxy = "socks5://127.0.0.1:1";

/**
 * Cancels every request that is not for the screen itself: Assay makes no outbound connection, whatever a page tries. What asks
 * nobody before it connects (WebRTC, preconnect) gets a proxy that is not there, loopback addresses included; WebRTC's datagrams
 * are kept to that proxy by `blockWebRtcDatagrams`.
 */
export async function stayOffline(ownOrigin: string): Promise<void> {
  // The spell checker would download its dictionaries.
  session.defaultSession.setSpellCheckerEnabled(false);
  await session.defaultSession.setProxy({ mode: "fixed_servers", proxyRules: deadProxy, proxyBypassRules: proxyBypassRules(ownOrigin) });
  session.defaultSession.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !isLocalRequest(details.url, ownOrigin) });
  });
}

/** The one address that is reached without the proxy: the development server's, and none otherwise. */
export function proxyBypassRules(ownOrigin: string): string {
  const own = new URL(ownOrigin);
  // Chromium leaves loopback out of every proxy unless it is told not to.
  return own.protocol === "http:" ? `<-loopback>,${own.host}` : "<-loopback>";
}

/** A window's peer connections may send nothing past the proxy, so they send nothing. */
export function blockWebRtcDatagrams(contents: WebContents): void {
  contents.setWebRTCIPHandlingPolicy("disable_non_proxied_udp");
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
