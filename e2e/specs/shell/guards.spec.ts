import { expect, test } from "../../fixtures.ts";
import { heading } from "../app.ts";
import { shell } from "./shell.ts";

const own = "workbench://app";

test("every permission and device is denied, but our own page may put text on the clipboard", async ({ assay }) => {
  const ask = (permission: string, origin: string, isMainFrame: boolean) =>
    shell(assay).ask({ ask: "permission", permission, origin, isMainFrame });
  const permissions = [
    "media",
    "geolocation",
    "notifications",
    "clipboard-read",
    "fileSystem",
    "openExternal",
    "usb",
    "unknown",
    "local-network-access",
    "a permission of next year",
  ];
  for (const permission of permissions) {
    expect(await ask(permission, own, true), permission).toEqual({ check: false, request: false });
  }
  const clipboard = "clipboard-sanitized-write";
  expect(await ask(clipboard, own, true)).toEqual({ check: true, request: true });
  expect(await ask(clipboard, own, false)).toEqual({ check: false, request: false });
  expect(await ask(clipboard, "https://workbench.app", true)).toEqual({ check: false, request: false });
  expect(await shell(assay).ask({ ask: "devices" })).toEqual({
    device: false,
    display: null,
    bluetooth: { confirmed: false },
    usb: ["audio", "hid"],
  });
});

test("the page cannot leave, whatever the address begins with, but may be loaded again", async ({ assay }) => {
  await assay.page.evaluate(() => {
    window.location.href = "https://example.com/";
  });
  await expect
    .poll(async () => (await shell(assay).journal()).filter((entry) => entry.what === "navigation"))
    .toEqual([{ what: "navigation", detail: { url: "https://example.com/", refused: true } }]);
  await expect(heading(assay.page)).toBeVisible();

  const foreign = [
    "https://workbench.app/",
    "workbench://app.example.com/",
    "workbench://evil/app",
    "workbench://app@evil/",
    "workbench:app",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,x",
    "about:blank",
  ];
  for (const event of ["will-navigate", "will-frame-navigate", "will-redirect"] as const) {
    for (const url of foreign) {
      expect(await shell(assay).ask({ ask: "contents-event", event, url }), `${event} ${url}`).toBe(true);
    }
    expect(await shell(assay).ask({ ask: "contents-event", event, url: `${own}/index.html` }), event).toBe(false);
  }
  expect(await shell(assay).ask({ ask: "contents-event", event: "will-attach-webview", url: `${own}/` })).toBe(true);

  await assay.page.reload();
  await expect(heading(assay.page)).toBeVisible();
});

test("no window opens, an https link goes to the system's browser, and no request leaves the machine", async ({ assay }) => {
  await assay.page.evaluate(() => window.open("https://example.com/docs"));
  const done = async (what: string) => (await shell(assay).journal()).filter((entry) => entry.what === what);
  await expect
    .poll(() => done("window.open"))
    .toEqual([{ what: "window.open", detail: { url: "https://example.com/docs", action: "deny" } }]);
  const others = ["http://example.com/", "https://user:secret@example.com/", "file:///etc/passwd", "javascript:alert(1)", `${own}/`, "x"];
  for (const url of others) expect(await shell(assay).ask({ ask: "window-open", url }), url).toEqual({ action: "deny" });
  expect(await done("shell.openExternal")).toEqual([{ what: "shell.openExternal", detail: "https://example.com/docs" }]);

  assay.expectTrouble(/Content Security Policy/);
  const answer = await assay.page.evaluate(() =>
    fetch("https://example.com/").then(
      () => "answered",
      () => "refused",
    ),
  );
  expect(answer).toBe("refused");
});
