import type { JournalEntry } from "../../double/protocol.ts";
import { expect, test } from "../../fixtures.ts";
import { shell } from "./shell.ts";

const position = (journal: JournalEntry[], what: string) => journal.findIndex((entry) => entry.what === what);
const detail = (journal: JournalEntry[], what: string) => journal.find((entry) => entry.what === what)?.detail;

test("the desktop program boots in order, with its guards before its window", async ({ assay }) => {
  const journal = await shell(assay).journal();
  const ready = position(journal, "app ready");
  const window = position(journal, "new BrowserWindow");

  await test.step("what must come before the app is ready does", () => {
    for (const early of ["app.enableSandbox", "protocol.registerSchemesAsPrivileged", "app.setPath", "app.requestSingleInstanceLock"]) {
      expect(position(journal, early), early).toBeGreaterThanOrEqual(0);
      expect(position(journal, early), early).toBeLessThan(ready);
    }
  });

  await test.step("the guards stand before there is a window", () => {
    for (const guard of [
      "session.setPermissionCheckHandler",
      "session.setPermissionRequestHandler",
      "session.setDevicePermissionHandler",
      "session.webRequest.onBeforeRequest",
      "session.setProxy",
      "protocol.handle",
      "ipcMain.handle",
    ]) {
      expect(position(journal, guard), guard).toBeGreaterThan(ready);
      expect(position(journal, guard), guard).toBeLessThan(window);
    }
    expect(position(journal, "webContents.setWindowOpenHandler")).toBeLessThan(position(journal, "window.loadURL"));
    expect(position(journal, "webContents.setWebRTCIPHandlingPolicy")).toBeLessThan(position(journal, "window.loadURL"));
  });

  await test.step("what asks no guard before it connects finds a proxy that is not there", () => {
    expect(detail(journal, "session.setProxy")).toEqual({
      mode: "fixed_servers",
      proxyRules: "socks5://127.0.0.1:1",
      proxyBypassRules: "<-loopback>",
    });
    expect(detail(journal, "webContents.setWebRTCIPHandlingPolicy")).toBe("disable_non_proxied_udp");
  });

  await test.step("the scheme is standard and secure, and bypasses nothing", () => {
    expect(detail(journal, "protocol.registerSchemesAsPrivileged")).toEqual([
      { scheme: "workbench", privileges: { standard: true, secure: true, codeCache: true } },
    ]);
  });

  await test.step("the window is sandboxed and isolated, remembers its place, and is shown when painted", () => {
    expect(detail(journal, "new BrowserWindow")).toMatchObject({
      name: expect.stringMatching(/^assay-[0-9a-f]{16}$/),
      windowStatePersistence: true,
      minWidth: 1000,
      minHeight: 700,
      show: false,
      webPreferences: {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        webSecurity: true,
        navigateOnDragDrop: false,
        spellcheck: false,
      },
    });
    expect(position(journal, "window.show")).toBeGreaterThan(position(journal, "window.loadURL"));
  });

  await test.step("there is one handler a channel, and no channel that the bridge does not have", () => {
    const channels = journal.filter((entry) => entry.what.startsWith("ipcMain.")).map((entry) => [entry.what, entry.detail]);
    expect(channels).toEqual([
      ["ipcMain.handle", "assay:call"],
      ["ipcMain.handle", "assay:grant"],
      ["ipcMain.on", "assay:abort"],
      ["ipcMain.on", "assay:visible"],
      ["ipcMain.on", "assay:run"],
      ["ipcMain.on", "assay:menu"],
    ]);
  });

  await test.step("a second start brings the window to the front", async () => {
    await shell(assay).ask({ ask: "second-instance" });
    await expect.poll(async () => position(await shell(assay).journal(), "window.focus")).toBeGreaterThan(0);
  });
});

test("the window is painted in the chosen theme from its first moment", async ({ assay }) => {
  expect(detail(await shell(assay).journal(), "new BrowserWindow")).toMatchObject({ backgroundColor: "#ffffff" });
  await assay.page.evaluate(() => {
    const { assay: bridge } = window as unknown as { assay: { call: (name: string, input: object, id: number) => Promise<unknown> } };
    return bridge.call("viewState.set", { json: '{"app.theme":"dark"}' }, 1);
  });
  await assay.restart();
  expect(detail(await shell(assay).journal(), "new BrowserWindow")).toMatchObject({ backgroundColor: "#131417" });
});
