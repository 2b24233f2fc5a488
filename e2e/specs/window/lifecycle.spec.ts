import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { answerDialogs } from "../../electron/dialogs.ts";
import { expect, test } from "../../fixtures.ts";
import { spawnElectron } from "../../hosts/electron.ts";
import { collectStderr, exitOf } from "../../hosts/exit.ts";
import { chooseTheme, goTo, heading, importFile, linesOf, readRecords, realFile } from "../app.ts";
import { electron, mainProcess } from "./main.ts";

/** A file that takes long enough to import that something can happen meanwhile. */
const longFile = Array.from(
  { length: 200_000 },
  (_, i) =>
    `{"schema_version":1,"trace_id":"t-${i}","engine_id":"e","timestamp":1670000000,"input":"${"x".repeat(200)}","output":"","metrics":{"success":true}}\n`,
);

/** Quitting goes the way of closing, and SIGTERM that of quitting: each twice is for when there is time. */
const endings =
  process.env.ASSAY_E2E_EVERYWHERE === undefined ? (["close", "SIGKILL"] as const) : (["quit", "close", "SIGTERM", "SIGKILL"] as const);

for (const how of endings) {
  test(`an import ended by ${how} leaves the first lines of the file, each whole, also after a restart`, async ({ assay, workFile }) => {
    const content = longFile.join("");
    await assay.dropFile([await workFile("long.jsonl", content)]);
    const journal = join(assay.workspaceDir, "output", "events.jsonl");
    await expect.poll(async () => (await stat(journal)).size).toBeGreaterThan(0);
    const child = mainProcess(assay).process();
    if (how === "quit") await mainProcess(assay).evaluate(({ app }) => app.quit());
    else if (how === "close") await assay.page.close();
    else child.kill(how);
    expect(await exitOf(child)).toBe(how === "SIGKILL" ? null : 0);
    const isWhole = async () => {
      const kept = await readFile(journal, "utf8");
      expect(kept.endsWith("\n")).toBe(true);
      expect(content.startsWith(kept)).toBe(true);
    };
    if (how !== "SIGKILL") {
      await isWhole();
      const verified = await assay.runCli(["verify", "--json"]);
      expect(verified.code, verified.stdout + verified.stderr).toBe(0);
    }
    await assay.restart("kill");
    await goTo(assay.page, "Executions");
    await isWhole();
  });
}

test("a page whose process was killed comes back with what it showed", async ({ assay }) => {
  const { page } = assay;
  await goTo(page, "Engines");
  const main = mainProcess(assay);
  const pidNow = () => main.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0);
  // A page without a process never answers.
  const headingNow = () =>
    main.evaluate(({ BrowserWindow }) =>
      Promise.race([
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript("document.querySelector('h1')?.textContent") as Promise<unknown>,
        new Promise((resolve) => setTimeout(resolve, 1000)),
      ]),
    );
  expect(await headingNow()).toBe("Engines");
  const view = () => readFile(join(assay.workspaceDir, ".assay/view-state.json"), "utf8").catch(() => "");
  await expect.poll(view).toContain("ngines");
  const ends: [string, (pid: number) => unknown][] = [
    ["killed", (pid) => process.kill(pid, "SIGKILL")],
    ["crashed", () => main.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())],
  ];
  for (const [how, end] of ends) {
    const pid = await pidNow();
    await end(pid);
    await expect.poll(pidNow, how).not.toBe(pid);
    await expect.poll(headingNow, how).toBe("Engines");
  }
  expect(assay.stderr()).toContain("screen_gone");
});

test("a second start brings the window of the first to the front and ends", async ({ assay }) => {
  const main = mainProcess(assay);
  await main.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  const second = spawnElectron(electron(), { workspaceDir: assay.workspaceDir, stateDir: assay.stateDir, env: {} }, []);
  const said = collectStderr(second);
  expect(await exitOf(second)).toBe(0);
  expect(said()).toContain("Assay is already open");
  const shown = () => main.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()));
  await expect.poll(shown).toEqual([true]);
});

test("Chromium keeps its files in the state folder, for their owner alone, and none elsewhere", async ({ assay }) => {
  const home = dirname(assay.workspaceDir);
  expect(await mainProcess(assay).evaluate(({ app }) => app.getPath("userData"))).toBe(join(assay.stateDir, "desktop"));
  expect((await stat(join(assay.stateDir, "desktop"))).mode & 0o777).toBe(0o700);
  expect(await readdir(join(assay.stateDir, "desktop"))).toContain("Local Storage");
  // What GTK and the fonts keep is theirs.
  expect((await readdir(home)).filter((name) => name !== ".cache").sort()).toEqual(["state", "workspace"]);
  const caches = await readdir(join(home, ".cache")).catch(() => []);
  expect(caches.filter((name) => !["dconf", "fontconfig", "mesa_shader_cache"].includes(name))).toEqual([]);
  expect(await assay.stop()).toBe(0);
});

test("the window has the chosen theme from its first frame, and zooms by the menu's keys", async ({ assay }) => {
  const background = () => mainProcess(assay).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBackgroundColor());
  await chooseTheme(assay.page, "light");
  expect(await background()).toBe("#FFFFFF");
  await chooseTheme(assay.page, "dark");
  await expect.poll(() => readFile(join(assay.workspaceDir, ".assay/view-state.json"), "utf8").catch(() => "")).toContain("dark");
  await assay.restart();
  expect(await background()).toBe("#131417");
  await expect(assay.page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");

  const main = mainProcess(assay);
  const items = await main.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()?.items.flatMap(({ submenu }) =>
      (submenu?.items ?? [])
        .filter(({ role }) => role)
        .map((item) => [
          item.role as string,
          item.accelerator ?? (item as unknown as { getDefaultRoleAccelerator?(): string }).getDefaultRoleAccelerator?.() ?? null,
        ]),
    ),
  );
  expect(Object.fromEntries(items ?? [])).toMatchObject({
    quit: "CommandOrControl+Q",
    resetzoom: "CommandOrControl+0",
    zoomin: "CommandOrControl+Plus",
    zoomout: "CommandOrControl+-",
  });
  const levels = await main.evaluate(async ({ BrowserWindow }) => {
    const found: number[] = [];
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined) return found;
    contents.focus();
    for (const keyCode of ["Plus", "Plus", "-", "0"]) {
      for (const type of ["keyDown", "keyUp"] as const) contents.sendInputEvent({ type, keyCode, modifiers: ["control"] });
      const before = contents.getZoomLevel();
      for (let tries = 0; tries < 50 && contents.getZoomLevel() === before; tries += 1) await new Promise((done) => setTimeout(done, 50));
      found.push(contents.getZoomLevel());
    }
    return found;
  });
  expect(levels, "Ctrl with +, +, - and 0").toEqual([0.5, 1, 0.5, 0]);
});

test("an uncaught error shuts down in order: everything is on disk, and a dialog says so without a stack", async ({ assay }) => {
  await importFile(assay, realFile("executions"));
  const main = mainProcess(assay);
  const ended = exitOf(main.process());
  await main.evaluate(({ dialog }) => {
    dialog.showErrorBox = (title, content) => process.stderr.write(`${title}: ${content}\n`);
    void Promise.reject(new Error("a bug that a test made"));
  });
  expect(await ended).toBe(70);
  expect(assay.stderr()).toMatch(/^Assay had to close: Assay hit a bug\. Everything accepted so far is on disk\./m);
  expect(await readRecords(assay, "events.jsonl")).toHaveLength(await linesOf(realFile("executions")));
  const verified = await assay.runCli(["verify", "--json"]);
  expect(verified.code, verified.stdout + verified.stderr).toBe(0);
});

test("the window opens where it was last, as far as this Electron remembers, and is never too small", async ({ assay }) => {
  const windowNow = () => mainProcess(assay).browserWindow(assay.page);
  const sizeNow = async () => (await windowNow()).evaluate((window) => window.getSize());
  expect(await (await windowNow()).evaluate((window) => window.getMinimumSize())).toEqual([1000, 700]);
  expect(await sizeNow()).toEqual([1440, 900]);
  await (await windowNow()).evaluate((window) => window.setBounds({ x: 40, y: 50, width: 1100, height: 800 }));
  await expect.poll(sizeNow).toEqual([1100, 800]);
  await assay.restart();
  // `windowStatePersistence` came with 44 (e2e/electron/after25.ts).
  const remembers = Number(electron().version.split(".")[0]) >= 44;
  await expect.poll(sizeNow).toEqual(remembers ? [1100, 800] : [1440, 900]);
});

test("the folder dialog opens where it was last, and what it answers is a workspace's folder", async ({ assay }) => {
  const main = mainProcess(assay);
  const pick = async (answer: { canceled: boolean; filePaths: string[] }) => {
    const asked = await answerDialogs(main, { showOpenDialog: answer });
    const picked = await assay.page.evaluate(() =>
      (window as unknown as { assay: { call(name: string, input: object, id: number): Promise<unknown> } }).assay.call(
        "workspace.pickFolder",
        {},
        99,
      ),
    );
    return { picked, asked: (await asked())[0]?.at(-1) };
  };
  const other = join(assay.stateDir, "other");
  expect((await pick({ canceled: true, filePaths: [] })).picked).toEqual({ ok: true, value: null });
  expect((await pick({ canceled: false, filePaths: [other] })).picked).toMatchObject({ ok: true, value: { path: other } });
  expect((await pick({ canceled: true, filePaths: [] })).asked).toMatchObject({
    defaultPath: other,
    properties: ["openDirectory", "createDirectory"],
  });
  await expect(heading(assay.page)).toBeVisible();
});

test("a dropped file comes in by its real path", async ({ assay }) => {
  await importFile(assay, realFile("samples"));
  expect((await readRecords(assay, "training_samples.jsonl")).length).toBeGreaterThan(0);
});
