import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import type { AssayBridge } from "../../../src/contract/bridge.ts";
import type { Snapshot } from "../../../src/contract/index.ts";
import { answerDialogs } from "../../electron/dialogs.ts";
import { type Assay, expect, test } from "../../fixtures.ts";
import { giveTo, spawnElectron } from "../../hosts/electron.ts";
import { collectStderr, exitOf } from "../../hosts/exit.ts";
import { goTo, heading } from "../app.ts";
import { electron, mainProcess } from "./main.ts";

type BridgedWindow = Window & { assay: { call(name: string, input: object, id: number): Promise<unknown> } & AssayBridge<File> };

const record = (id: string) =>
  `${JSON.stringify({ schema_version: 1, trace_id: id, engine_id: "e", timestamp: 1670000000, input: "", output: "", metrics: { success: true } })}\n`;

/** Starts Assay once more, as a file manager or a terminal does. @returns what it said, once it has ended. */
async function startAgain(assay: Assay, args: string[]): Promise<string> {
  const second = spawnElectron(electron(), { workspaceDir: assay.workspaceDir, stateDir: assay.stateDir, env: {} }, args);
  const said = collectStderr(second);
  expect(await exitOf(second)).toBe(0);
  return said();
}

/** Opens a workspace by a second start. @returns its window's page. */
async function openSecond(assay: Assay, name: string): Promise<Page> {
  const opened = mainProcess(assay).waitForEvent("window");
  await startAgain(assay, ["--workspace", join(dirname(assay.workspaceDir), name)]);
  const page = await opened;
  await expect(heading(page)).toBeVisible();
  return page;
}

/** A folder beside the workspace that the window's user may write to. */
async function makeFolder(assay: Assay, name: string): Promise<string> {
  const folder = join(dirname(assay.workspaceDir), name);
  await mkdir(folder);
  giveTo(electron().runAs, folder);
  return folder;
}

const call = (page: Page, name: string, input: object = {}) =>
  page.evaluate(([name, input]) => (window as unknown as BridgedWindow).assay.call(name, input, 999), [name, input] as const);
const pathIn = async (page: Page) => ((await call(page, "workspace.current")) as { value: { path: string } }).value.path;
const windowCount = (assay: Assay) => mainProcess(assay).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

test("each window has a workspace of its own, and no page reaches another's", async ({ assay }) => {
  const { page } = assay;
  const second = await openSecond(assay, "second");
  expect(await pathIn(page)).toBe(assay.workspaceDir);
  expect(await pathIn(second)).toBe(join(dirname(assay.workspaceDir), "second"));

  await test.step("what one was granted the other cannot use", async () => {
    const file = join(await makeFolder(assay, "files"), "a.jsonl");
    await writeFile(file, record("a"));
    const granted = assay.page.evaluate(
      () =>
        new Promise<unknown>((resolve) => {
          const take = (event: DragEvent) => {
            event.preventDefault();
            event.stopImmediatePropagation();
            const dropped = event.dataTransfer?.files[0];
            if (dropped !== undefined) resolve((window as unknown as BridgedWindow).assay.grantFile(dropped));
          };
          window.addEventListener("drop", take, { capture: true, once: true });
        }),
    );
    await assay.dropFile([file]);
    const { value } = (await granted) as { value: { id: string } };
    const start = { grants: [value.id], kind: "auto", keepDuplicates: false };
    expect(await call(second, "imports.start", start)).toMatchObject({ ok: false, error: { code: "not_found" } });
    expect(await call(page, "imports.start", start)).toMatchObject({ ok: true });
  });

  await test.step("each hears of its own workspace alone", async () => {
    const heard = (of: Page) =>
      of.evaluate(
        () =>
          new Promise<string[]>((resolve) => {
            const paths: string[] = [];
            const { assay } = window as unknown as BridgedWindow;
            // A snapshot is sent when there is news.
            const makeNews = (text: string) => {
              const fields = { output: { text, basedOn: "" } };
              void assay.call(
                "drafts.put",
                { kind: "sample", target: "s", editedAtMs: Date.now(), writer: "tab", fields },
                900 + text.length,
              );
            };
            const off = assay.on("snapshot", (snapshot: Snapshot) => {
              if (paths.push(snapshot.workspacePath) < 4) return makeNews("a".repeat(paths.length + 1));
              off();
              resolve([...new Set(paths)]);
            });
            makeNews("a");
          }),
      );
    expect(await Promise.all([heard(page), heard(second)])).toEqual([[assay.workspaceDir], [join(dirname(assay.workspaceDir), "second")]]);
    expect((await call(second, "live.snapshot")) as object).toMatchObject({ value: { importTotals: { files: 0 } } });
  });

  await test.step("a workspace that is open comes to the front instead of opening twice", async () => {
    const recent = (await call(second, "workspace.recent")) as { value: { id: string; path: string }[] };
    const first = recent.value.find(({ path }) => path === assay.workspaceDir);
    expect(await call(second, "workspace.switch", { id: first?.id ?? "" })).toMatchObject({
      ok: true,
      value: { path: join(dirname(assay.workspaceDir), "second") },
    });
    await startAgain(assay, ["--workspace", assay.workspaceDir]);
    expect(await windowCount(assay)).toBe(2);
  });

  await test.step("a page whose process dies takes no other along", async () => {
    const pids = () =>
      mainProcess(assay).evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map(({ title, webContents }) => ({ title, pid: webContents.getOSProcessId() })),
      );
    const findPid = async (name: string) => (await pids()).find(({ title }) => title.startsWith(name))?.pid ?? 0;
    const [first, other] = [await findPid("workspace"), await findPid("second")];
    expect(first).not.toBe(other);
    process.kill(other, "SIGKILL");
    await expect.poll(() => assay.stderr()).toContain("screen_gone");
    expect(await pathIn(page)).toBe(assay.workspaceDir);
    expect(await findPid("workspace")).toBe(first);
    await expect.poll(() => findPid("second")).not.toBe(other);
  });

  await test.step("a window that closes gives its workspace back, and the other stays", async () => {
    const closeSecond = () =>
      mainProcess(assay).evaluate(({ BrowserWindow }) => {
        // The page that came back has its title once it has asked for the workspace's name.
        const found = BrowserWindow.getAllWindows().find(({ title }) => title.startsWith("second"));
        found?.close();
        return found !== undefined;
      });
    await expect.poll(closeSecond).toBe(true);
    await expect.poll(() => windowCount(assay)).toBe(1);
    const lock = join(dirname(assay.workspaceDir), "second", ".assay", "lock");
    await expect
      .poll(() =>
        access(lock).then(
          () => "held",
          () => "released",
        ),
      )
      .toBe("released");
    await goTo(page, "Engines");
  });
});

test("a second start opens its paths in the first: files are offered, folders asked about", async ({ assay }) => {
  const { page } = assay;
  const folder = await makeFolder(assay, "files ä");
  await writeFile(join(folder, "one run.jsonl"), record("a") + record("b"));
  expect(await startAgain(assay, [join(folder, "one run.jsonl")])).toContain("Assay is already open");
  await expect(heading(page)).toHaveText("Import");
  const offer = page.getByRole("region", { name: "Opened files" });
  await expect(offer).toContainText("Import one run.jsonl into workspace?");
  expect(await call(page, "live.snapshot")).toMatchObject({ value: { importTotals: { files: 0 }, offered: { count: 1 } } });
  await expect(offer.getByRole("button", { name: "Import" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(offer).toBeHidden();
  await expect(page.getByRole("listitem").filter({ hasText: "one run.jsonl" }).getByRole("status")).toContainText(/done|imported|new/i);
  await expect
    .poll(() => readFile(join(assay.workspaceDir, "output", "events.jsonl"), "utf8").catch(() => ""))
    .toBe(record("a") + record("b"));

  const asked = await answerDialogs(mainProcess(assay), { showMessageBox: { response: 1 } });
  const messages = async () => (await asked()).map((call) => (call.at(-1) as Electron.MessageBoxOptions).message);
  await startAgain(assay, [folder, join(folder, "missing.jsonl")]);
  await expect.poll(messages).toEqual(["files ä is not an Assay workspace yet.", expect.stringContaining(join(folder, "missing.jsonl"))]);
  expect(await windowCount(assay)).toBe(1);
});

test("the menu follows the command tables: labels, keys and what can be run, of the view on screen", async ({ assay }) => {
  const { page } = assay;
  const main = mainProcess(assay);
  const item = (id: string) =>
    main.evaluate(({ Menu }, id) => {
      const found = Menu.getApplicationMenu()?.getMenuItemById(id);
      return found ? { label: found.label, enabled: found.enabled, key: found.accelerator ?? null } : null;
    }, id);
  const choose = (id: string) => main.evaluate(({ Menu }, id) => Menu.getApplicationMenu()?.getMenuItemById(id)?.click(), id);

  await expect.poll(() => item("undo")).toMatchObject({ label: "Undo last decision", enabled: false });
  expect(await item("go.live")).toMatchObject({ label: "Live", enabled: true, key: "1" });
  expect(await item("comparisons.gold")).toBeNull();
  await choose("go.comparisons");
  await expect(heading(page)).toHaveText("Comparisons");
  await expect.poll(() => item("comparisons.gold")).toMatchObject({ key: "1" });
  await choose("shortcuts");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");

  await choose("go.executions");
  await expect.poll(() => item("executions.copy")).toMatchObject({ enabled: false });
  // The menu shows the key; it must not take it away from a field.
  const search = page
    .getByRole("searchbox")
    .or(page.getByPlaceholder(/Search/))
    .first();
  await search.fill("");
  await search.pressSequentially("c1/");
  await expect(search).toHaveValue("c1/");

  const opened = main.waitForEvent("window");
  await openRecentOther(assay);
  await choose("window.new");
  const second = await opened;
  await expect(heading(second)).toBeVisible();
  expect(await pathIn(second)).toBe(join(dirname(assay.workspaceDir), "other"));
  // Assay ends with its last window.
  await second.close();
});

/** Puts another workspace on the list of the recent ones: "New window" opens the newest that is not open. */
async function openRecentOther(assay: Assay): Promise<void> {
  const folder = await makeFolder(assay, "other");
  const file = join(assay.stateDir, "workspaces.json");
  const known = JSON.parse(await readFile(file, "utf8")) as unknown[];
  await writeFile(file, JSON.stringify([...known, { path: folder, lastOpenedAtMs: 1 }]));
}
