import { readFile, readlink } from "node:fs/promises";
import { expect, test } from "../../fixtures.ts";
import { mainProcess } from "./main.ts";

test("the page's process is in Chromium's sandbox", async ({ assay }) => {
  const { switched, preferences, pid, mainPid } = await mainProcess(assay).evaluate(({ app, BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) throw new Error("There is no window.");
    return {
      switched: { enabled: app.commandLine.hasSwitch("enable-sandbox"), disabled: app.commandLine.hasSwitch("no-sandbox") },
      preferences: (window.webContents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences(),
      pid: window.webContents.getOSProcessId(),
      mainPid: process.pid,
    };
  });
  expect(switched).toEqual({ enabled: true, disabled: false });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    webSecurity: true,
  });

  test.skip(process.platform !== "linux", "only Linux shows a process's sandbox as files");
  // 2: system calls are filtered.
  expect(await readFile(`/proc/${pid}/status`, "utf8")).toMatch(/^Seccomp:\t2$/m);
  const namespaceOf = (process: number) => readlink(`/proc/${process}/ns/user`);
  expect(await namespaceOf(pid)).not.toBe(await namespaceOf(mainPid));
  expect(await readFile(`/proc/${pid}/status`, "utf8"), "not root").not.toMatch(/^Uid:\t0\t/m);
});

test("the page has Node's and Electron's names in none of its worlds", async ({ assay }) => {
  const names = await assay.page.evaluate(() =>
    ["require", "process", "module", "Buffer", "global", "electron"].filter((name) => name in globalThis),
  );
  expect(names).toEqual([]);
  expect(await assay.page.evaluate(() => ({ origin: location.origin, secure: isSecureContext }))).toEqual({
    origin: "workbench://app",
    secure: true,
  });
});
