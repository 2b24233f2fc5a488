import { expect } from "@playwright/test";
import type { JournalEntry } from "../double/protocol.ts";

export const position = (journal: JournalEntry[], what: string) => journal.findIndex((entry) => entry.what === what);
export const detail = (journal: JournalEntry[], what: string) => journal.find((entry) => entry.what === what)?.detail;

/** What must come before what when the desktop program starts, in the double's journal and in a real Electron's. */
export function expectBootOrder(journal: JournalEntry[]): void {
  const ready = position(journal, "app ready");
  const window = position(journal, "new BrowserWindow");
  for (const early of ["app.enableSandbox", "protocol.registerSchemesAsPrivileged", "app.setPath", "app.requestSingleInstanceLock"]) {
    expect(position(journal, early), early).toBeGreaterThanOrEqual(0);
    expect(position(journal, early), `${early} before the app is ready`).toBeLessThan(ready);
  }
  for (const guard of [
    "session.setPermissionCheckHandler",
    "session.setPermissionRequestHandler",
    "session.setDevicePermissionHandler",
    "session.webRequest.onBeforeRequest",
    "session.setProxy",
    "session.setSpellCheckerLanguages",
    "protocol.handle",
    "ipcMain.handle",
  ]) {
    expect(position(journal, guard), guard).toBeGreaterThan(ready);
    expect(position(journal, guard), `${guard} before there is a window`).toBeLessThan(window);
  }
  const load = position(journal, "window.loadURL");
  for (const guard of ["webContents.setWindowOpenHandler", "webContents.setWebRTCIPHandlingPolicy"]) {
    expect(position(journal, guard), guard).toBeGreaterThan(ready);
    expect(position(journal, guard), `${guard} before a page is loaded`).toBeLessThan(load);
  }
  expect(position(journal, "window.show"), "shown when painted").toBeGreaterThan(load);

  // A language would have its dictionary fetched.
  expect(detail(journal, "session.setSpellCheckerLanguages")).toEqual([]);
  // What asks no guard before it connects finds a proxy that is not there.
  expect(detail(journal, "session.setProxy")).toEqual({
    mode: "fixed_servers",
    proxyRules: "socks5://127.0.0.1:1",
    proxyBypassRules: "<-loopback>",
  });
  expect(detail(journal, "webContents.setWebRTCIPHandlingPolicy")).toBe("disable_non_proxied_udp");
  // The scheme bypasses nothing.
  expect(detail(journal, "protocol.registerSchemesAsPrivileged")).toEqual([
    { scheme: "workbench", privileges: { standard: true, secure: true, codeCache: true } },
  ]);
  // One handler a channel, and no channel that the bridge does not have.
  const channels = journal.filter((entry) => entry.what.startsWith("ipcMain.")).map((entry) => [entry.what, entry.detail]);
  expect(channels).toEqual([
    ["ipcMain.handle", "assay:call"],
    ["ipcMain.handle", "assay:grant"],
    ["ipcMain.on", "assay:abort"],
    ["ipcMain.on", "assay:visible"],
    ["ipcMain.on", "assay:run"],
    ["ipcMain.on", "assay:menu"],
  ]);
}
