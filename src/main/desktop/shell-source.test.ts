import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

describe("the shell's source", () => {
  /** Which files of the shell may contain a pattern, so that each security-relevant call is in one place. */
  const places: [string, RegExp, string[]][] = [
    ["windows are made", /new (BrowserWindow|BaseWindow|WebContentsView|BrowserView)\b/, ["window.ts"]],
    ["the system's browser is called", /\bopenExternal\(/, []],
    ["files and programs are opened", /\b(openPath|showItemInFolder|openItem)\(|node:child_process/, []],
    ["script is put into a page", /\b(executeJavaScript|insertCSS|executeJavaScriptInIsolatedWorld)\(/, []],
    ["the sandbox is switched off", /no-sandbox|sandbox: false|contextIsolation: false|webSecurity: false|nodeIntegration: true/, []],
    [
      "Chromium's checks are switched off",
      /disable-web-security|ignore-certificate|allow-file-access|enableBlinkFeatures|remote-debugging/,
      [],
    ],
    ["certificates and logins are decided", /"(certificate-error|select-client-certificate|login)"|setCertificateVerifyProc/, []],
    ["pages get the main process's modules", /@electron\/remote|enableRemoteModule/, []],
    ["calls are handled", /ipcMain\.(handle|on|handleOnce|once)\(/, ["ipc.ts"]],
    ["a scheme is served", /protocol\.(handle|registerSchemesAsPrivileged)\(/, ["app-scheme.ts"]],
    ["the network is used", /\bnet\.(fetch|request)\(|\bfetch\(|autoUpdater|crashReporter/, []],
  ];

  it.each(places)("%s where they should be", async (_what, pattern, files) => {
    const names = (await readdir(import.meta.dirname)).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
    const sources = await Promise.all(names.map(async (name) => ({ name, text: await readFile(join(import.meta.dirname, name), "utf8") })));
    expect(sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name)).toEqual(files);
  });
});
