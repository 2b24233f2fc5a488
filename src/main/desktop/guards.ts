import { app, type Event, type Session, session, type WebContents } from "electron";
import type { Log } from "../engine/index.ts";
import { blockWebRtcDatagrams } from "./offline.ts";
import { toOrigin } from "./origin.ts";

/**
 * Forbids every page of every window to leave its origin, open windows, attach webviews, or use a permission or device.
 */
export function guardSessions(ownOrigin: string, log: Log): void {
  denyPermissions(session.defaultSession, ownOrigin);
  app.on("web-contents-created", (_event, contents) => guardContents(contents, ownOrigin, log));
}

/** The only granted permission: our own page writes plain text to the clipboard, for its copy buttons. */
const clipboardWrite = "clipboard-sanitized-write";

function denyPermissions(target: Session, ownOrigin: string): void {
  // Both handlers are needed: most web APIs check before they request, and Electron grants what is not answered.
  target.setPermissionCheckHandler(
    (_contents, permission, origin, details) => permission === clipboardWrite && details.isMainFrame && toOrigin(origin) === ownOrigin,
  );
  target.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(permission === clipboardWrite && details.isMainFrame && toOrigin(details.requestingUrl) === ownOrigin);
  });
  target.setDevicePermissionHandler(() => false);
  target.setDisplayMediaRequestHandler((_request, answer) => answer(null));
  target.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }));
  target.setUSBProtectedClassesHandler((details) => details.protectedClasses);
  // The page saves no files: main writes them where a person says (save-file.ts), and the engine writes exports.
  target.on("will-download", (event) => event.preventDefault());
}

function guardContents(contents: WebContents, ownOrigin: string, log: Log): void {
  const stayHome = (event: Event<{ url: string }>) => {
    if (toOrigin(event.url) === ownOrigin) return;
    event.preventDefault();
    log("warn", "navigation_refused", { address: event.url.slice(0, 200) });
  };
  blockWebRtcDatagrams(contents);
  contents.on("will-navigate", stayHome);
  contents.on("will-frame-navigate", stayHome);
  contents.on("will-redirect", stayHome);
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.on("select-bluetooth-device", (event, _devices, choose) => {
    event.preventDefault();
    choose("");
  });
  contents.setWindowOpenHandler(({ url }) => {
    // Not in the system's browser either: Assay has no outgoing links, and an address could leak data.
    log("warn", "window_refused", { address: url.slice(0, 200) });
    return { action: "deny" };
  });
}
