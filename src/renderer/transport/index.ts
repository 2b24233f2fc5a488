import { type Bridge, createBridgeTransport } from "./bridge.ts";
import type { ScreenTransport } from "./screen-transport.ts";
import { createSocketTransport } from "./socket.ts";
import { openTabSession } from "./tab-session.ts";

declare global {
  interface Window {
    assay?: Bridge;
  }
}

function socketUrl(): string {
  const url = new URL("/socket", window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** What the screen talks through: the preload's bridge in the desktop window, a socket to the same origin in a tab. */
export const transport: ScreenTransport =
  window.assay === undefined ? createSocketTransport({ url: socketUrl(), session: openTabSession() }) : createBridgeTransport(window.assay);
