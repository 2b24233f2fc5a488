import type { ContentsEvent } from "../../double/protocol.ts";
import { type Assay, expect, test } from "../../fixtures.ts";
import { heading } from "../app.ts";
import { asThePage, violations } from "../violations.ts";
import { shell } from "./shell.ts";

const own = "workbench://app";

/** Every permission that Electron names, and one it does not name yet. */
const permissions = [
  "accessibility-events",
  "automatic-fullscreen",
  "background-sync",
  "clipboard-read",
  "deprecated-sync-clipboard-read",
  "display-capture",
  "fileSystem",
  "fullscreen",
  "geolocation",
  "hid",
  "idle-detection",
  "keyboardLock",
  "local-network-access",
  "media",
  "mediaKeySystem",
  "midi",
  "midiSysex",
  "notifications",
  "openExternal",
  "payment-handler",
  "pointerLock",
  "screen-wake-lock",
  "serial",
  "speaker-selection",
  "storage-access",
  "top-level-storage-access",
  "unknown",
  "usb",
  "window-management",
  "a permission of next year",
];

test("every permission and device is denied, but our own page may put text on the clipboard", async ({ assay }) => {
  const ask = (permission: string, origin: string, isMainFrame: boolean) =>
    shell(assay).ask({ ask: "permission", permission, origin, isMainFrame });
  const denied = { check: false, request: false };
  for (const permission of permissions) expect(await ask(permission, own, true), permission).toEqual(denied);

  const clipboard = "clipboard-sanitized-write";
  expect(await ask(clipboard, own, true)).toEqual({ check: true, request: true });
  expect(await ask(clipboard, own, false), "in a frame of ours").toEqual(denied);
  for (const origin of ["https://workbench.app", `${own}.example.com`, "workbench://evil", "https://app", "file:///", "null", ""]) {
    expect(await ask(clipboard, origin, true), origin).toEqual(denied);
  }
  expect(await shell(assay).ask({ ask: "devices" })).toEqual({
    device: false,
    display: null,
    bluetooth: { confirmed: false },
    bluetoothDevice: "",
    usb: ["audio", "hid"],
  });
  expect(await shell(assay).ask({ ask: "download" }), "a download").toBe(true);
});

const foreign = [
  "https://example.com/",
  "https://workbench.app/",
  "workbench://app.example.com/",
  "workbench://evil/app",
  "workbench://app@evil/",
  "workbench://app:80/",
  "workbench:app",
  "WORKBENCH://evil/",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "data:text/html,x",
  "blob:workbench://app/1",
  "view-source:workbench://app/",
  "chrome://settings",
  "devtools://devtools/bundled/inspector.html",
  "about:blank",
  "about:srcdoc",
  "",
  "no address",
];
const navigations: { event: ContentsEvent; isMainFrame: boolean }[] = [
  { event: "will-navigate", isMainFrame: true },
  { event: "will-frame-navigate", isMainFrame: true },
  { event: "will-frame-navigate", isMainFrame: false },
  { event: "will-redirect", isMainFrame: true },
  { event: "will-redirect", isMainFrame: false },
];

test("no navigation, redirect, window or webview to anywhere else, whatever the address begins with", async ({ assay }) => {
  for (const { event, isMainFrame } of navigations) {
    const refused = (url: string) => shell(assay).ask({ ask: "contents-event", event, url, isMainFrame });
    for (const url of foreign) expect(await refused(url), `${event} ${url}`).toBe(true);
    for (const url of [`${own}/`, `${own}/index.html?x#y`]) expect(await refused(url), `${event} ${url}`).toBe(false);
  }
  expect(await shell(assay).ask({ ask: "contents-event", event: "will-attach-webview", url: `${own}/` })).toBe(true);
  for (const url of [...foreign, `${own}/`, "http://example.com/", "https://user:secret@example.com/", "mailto:a@example.com"]) {
    expect(await shell(assay).ask({ ask: "window-open", url }), url).toEqual({ action: "deny" });
  }
  expect(await entries(assay, "shell.openExternal"), "the system's browser gets nothing").toEqual([]);
});

/** What a page would do that something bad has got into: a script that runs in ours, and who refuses it where that is not the policy. */
const attempts: [string, string, ("navigation" | "window.open")?][] = [
  ["location", "location.href = 'https://example.com/'", "navigation"],
  ["location.replace", "location.replace('https://example.com/')", "navigation"],
  ["a script address", "location.href = 'javascript:document.title=1'"],
  ["another host of our scheme", "location.href = 'workbench://evil/'"],
  ["a link", "add('a', { href: 'https://example.com/' }).click()", "navigation"],
  ["a link to a new window", "add('a', { href: 'https://user:secret@example.com/', target: '_blank' }).click()", "window.open"],
  ["a new window", "window.open('https://example.com/?secret')", "window.open"],
  ["a refresh", "add('meta', { httpEquiv: 'refresh', content: '0;url=https://example.com/' })"],
  ["a frame of text", "add('iframe', { srcdoc: '<script>parent.document.title = 1</script>' })"],
  ["a webview", "add('webview', { src: 'https://example.com/' })"],
  ...violations.map(([what, script]): [string, string] => [what, script]),
];

test("a compromised page cannot navigate, and no byte leaves the machine", async ({ assay }) => {
  assay.expectPageErrors(/Content Security Policy|violates|Refused to|ERR_|Failed to load|blocked|unsafe-eval|javascript:/i);
  const { page } = assay;
  await expect(page).toHaveTitle(/ – Assay$/);
  const state = () => page.evaluate(() => ({ url: location.href, title: document.title }));
  const before = await state();
  for (const [what, script, refusedBy] of attempts) {
    const refusedBefore = refusedBy === undefined ? 0 : (await entries(assay, refusedBy)).length;
    await asThePage(page, script);
    if (refusedBy !== undefined) await expect.poll(async () => (await entries(assay, refusedBy)).length, what).toBe(refusedBefore + 1);
    expect(await state(), what).toEqual(before);
  }
  // By a script: the form's refused navigation never ends for Playwright, whose locators wait for it.
  expect(await page.evaluate(() => document.querySelector("h1")?.checkVisibility())).toBe(true);
  const left = (await entries(assay, "navigation")).filter(({ detail }) => !(detail as { refused: boolean }).refused);
  expect(left).toEqual([]);
  expect((await entries(assay, "window.open")).map(({ detail }) => (detail as { action: string }).action)).not.toContain("allow");
  expect(await entries(assay, "shell.openExternal")).toEqual([]);
  expect(await entries(assay, "request let out")).toEqual([]);

  await page.reload();
  await expect(heading(page)).toBeVisible();
});

async function entries(assay: Assay, what: string) {
  return (await shell(assay).journal()).filter((entry) => entry.what === what);
}
