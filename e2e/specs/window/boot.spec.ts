import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { JournalEntry } from "../../double/protocol.ts";
import type { DialogAnswers } from "../../electron/dialogs.ts";
import { type Journalled, keepJournal } from "../../electron/journal.ts";
import { programWith } from "../../electron/program.ts";
import { type Assay, expect, test } from "../../fixtures.ts";
import { startDouble } from "../../hosts/double.ts";
import { type Electron, giveTo, launchElectron, spawnElectron } from "../../hosts/electron.ts";
import { collectStderr, exitOf } from "../../hosts/exit.ts";
import type { Place } from "../../hosts/place.ts";
import { heading } from "../app.ts";
import { detail, expectBootOrder } from "../boot-order.ts";
import { electron, mainProcess } from "./main.ts";

/** A second program beside the fixture's, with its own profile, that keeps a journal of its start. */
async function journalling(assay: Assay, name: string, answers: DialogAnswers = {}): Promise<{ here: Electron; place: Place }> {
  const root = join(dirname(assay.workspaceDir), name);
  const place = { workspaceDir: join(root, "workspace"), stateDir: join(root, "state"), env: {} };
  await mkdir(place.stateDir, { recursive: true });
  const here = await programWith(electron(), join(root, "program"), keepJournal, answers);
  for (const folder of [root, place.stateDir]) giveTo(here.runAs, folder, "alone");
  return { here, place };
}

test("a real window comes after its guards, in the order that the double says", async ({ assay }) => {
  const { here, place } = await journalling(assay, "journalling");
  const app = await launchElectron(here, place);
  const page = await app.firstWindow();
  await expect(heading(page)).toBeVisible();
  const journalNow = () => app.evaluate(() => (globalThis as unknown as Journalled).journal);
  await expect.poll(async () => (await journalNow()).map(({ what }) => what)).toContain("window.show");
  const journal = await journalNow();
  const ended = exitOf(app.process());
  await page.close();
  expect(await ended).toBe(0);

  expectBootOrder(journal);
  expect(detail(journal, "new BrowserWindow")).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false });

  const double = await startDouble({ ...place, workspaceDir: join(dirname(place.stateDir), "double") });
  try {
    await expect(heading(double.page)).toBeVisible();
    // What only one of the two writes down says nothing about the order.
    const order = (entries: JournalEntry[], other: JournalEntry[]) => {
      const shared = new Set(other.map(({ what }) => what));
      return entries.map(({ what }) => what).filter((what) => shared.has(what));
    };
    const inDouble = (await double.double?.journal()) ?? [];
    expect(order(journal, inDouble)).toEqual(order(inDouble, journal));
  } finally {
    await double.stop();
  }
});

test("a folder that cannot be opened is explained in a dialog, and another may be chosen", async ({ assay }) => {
  const chosen = join(dirname(assay.workspaceDir), "chosen");
  const { here, place } = await journalling(assay, "failing", {
    showMessageBox: { response: 0 },
    showOpenDialog: { canceled: false, filePaths: [chosen] },
  });
  await writeFile(place.workspaceDir, "not a folder");
  const app = await launchElectron(here, place);
  const page = await app.firstWindow();
  await expect(heading(page)).toBeVisible();
  const journal = await app.evaluate(() => (globalThis as unknown as Journalled).journal);
  const shown = detail(journal, "dialog.showMessageBox");
  expect(shown).toMatchObject({ type: "error", buttons: ["Open another folder…", "Quit"] });
  expect(JSON.stringify(shown)).toContain(place.workspaceDir);
  expect(detail(journal, "dialog.showOpenDialog")).toMatchObject({ properties: ["openDirectory", "createDirectory"] });
  const ended = exitOf(app.process());
  await page.close();
  expect(await ended).toBe(0);
});

test("a workspace that is open in another program is refused with a message, not with a stack", async ({ assay }) => {
  const { here, place } = await journalling(assay, "second", { showMessageBox: { response: 1 } });
  const second = spawnElectron(here, { ...place, workspaceDir: assay.workspaceDir });
  const said = collectStderr(second);
  expect(await exitOf(second)).toBe(5);
  expect(said()).toContain(String(mainProcess(assay).process().pid));
  expect(said()).not.toMatch(/\n\s+at /);
});
