import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JournalEntry } from "../../double/protocol.ts";
import { type Assay, expect, test } from "../../fixtures.ts";
import { heading, readRecords } from "../app.ts";
import { shell } from "./shell.ts";

const entries = async (assay: Assay, what: string) => (await shell(assay).journal()).filter((entry) => entry.what === what);
const detailOf = (entry: JournalEntry | undefined) => entry?.detail;

/** A file that takes a while to import. */
const long = (lines: number) =>
  Array.from(
    { length: lines },
    (_, i) =>
      `{"schema_version":1,"trace_id":"t-${i}","engine_id":"e","timestamp":1670000000,"input":"${"x".repeat(200)}","output":"","metrics":{"success":true}}\n`,
  ).join("");

test("an import shows its progress on the task bar; a long one that ends unseen is announced, and a click leads to it", async ({
  assay,
  workFile,
}) => {
  const double = shell(assay);
  await assay.dropFile([await workFile("long.jsonl", long(100_000))]);
  await expect.poll(async () => (await entries(assay, "window.setProgressBar")).length).toBeGreaterThan(0);
  await double.ask({ ask: "focus", focused: false });
  await double.ask({ ask: "put-clock-forward", ms: 60_000 });
  await expect.poll(async () => (await entries(assay, "notification.show")).length).toBe(1);
  const bars = (await entries(assay, "window.setProgressBar")).map(({ detail }) => detail as { progress: number; mode?: string });
  expect(bars.slice(0, -1).every(({ progress, mode }) => progress >= 0 && progress <= 1 && mode === "normal")).toBe(true);
  expect(bars.at(-1), "it is cleared at the end").toEqual({ progress: -1 });
  expect(detailOf((await entries(assay, "notification.show"))[0])).toEqual({
    title: "Import into workspace finished",
    body: "1 file · 100,000 new",
  });

  await double.ask({ ask: "menu", command: "go.engines" });
  await expect(heading(assay.page)).toHaveText("Engines");
  await double.ask({ ask: "click-notification" });
  await expect(heading(assay.page)).toHaveText("Import");
  await expect.poll(async () => (await entries(assay, "window.focus")).length).toBeGreaterThan(0);

  await test.step("a short one, and one that somebody watches, are not", async () => {
    await assay.dropFile([await workFile("short.jsonl", long(1))]);
    await expect(assay.page.getByRole("listitem").filter({ hasText: "short.jsonl" }).getByRole("status")).toContainText(
      /done|imported|duplicate/i,
    );
    expect(await entries(assay, "notification.show")).toHaveLength(1);
  });
});

test("with collecting in the background on, an import outlives its window, and a tray icon shows it until it ends", async ({
  assay,
  workFile,
}) => {
  const double = shell(assay);
  await writeFile(join(assay.stateDir, "machine.json"), JSON.stringify({ collect_in_background: true }));
  const journal = () => readFile(join(assay.workspaceDir, "output", "events.jsonl"), "utf8").catch(() => "");
  const content = long(200_000);
  await assay.dropFile([await workFile("long.jsonl", content)]);
  await expect.poll(async () => (await journal()).length).toBeGreaterThan(0);
  await double.ask({ ask: "close-window" });
  await expect.poll(async () => (await entries(assay, "new Tray")).length).toBe(1);
  expect(detailOf((await entries(assay, "tray.setContextMenu"))[0])).toEqual([
    "Importing",
    expect.stringMatching(/^Open .*workspace$/),
    "separator",
    "Quit Assay",
  ]);
  // The program ends by itself when the import does.
  expect(await double.exit()).toBe(0);
  expect(await readRecords(assay, "events.jsonl")).toHaveLength(200_000);
  const verified = await assay.runCli(["verify", "--json"]);
  expect(verified.code, verified.stdout + verified.stderr).toBe(0);
});

test("paths from the system are not trusted: those of a second start, and of a file opened on macOS", async ({ assay, workFile }) => {
  const double = shell(assay);
  const file = await workFile("run.jsonl", long(2));
  expect(await double.ask({ ask: "open-file", path: file }), "macOS is told that it was taken").toBe(true);
  const offer = assay.page.getByRole("region", { name: "Opened files" });
  await expect(offer).toContainText("Import run.jsonl into workspace?");
  await offer.getByRole("button", { name: "Dismiss" }).click();
  await expect(offer).toBeHidden();
  expect(await readRecords(assay, "events.jsonl")).toEqual([]);

  // What is no request is not believed; the command line is read instead.
  await double.ask({
    ask: "second-instance",
    argv: ["assay", "app", "run.jsonl"],
    cwd: join(file, ".."),
    sent: { workspace: 7, paths: ["run.jsonl"] },
  });
  await expect(offer).toContainText("Import run.jsonl into workspace?");

  const other = join(assay.stateDir, "other");
  await mkdir(join(other, ".assay"), { recursive: true });
  const opened = assay.page.context().waitForEvent("page");
  await double.ask({ ask: "second-instance", sent: { workspace: null, paths: [other] } });
  await expect(heading(await opened)).toBeVisible();
  const names = (await entries(assay, "new BrowserWindow")).map(({ detail }) => (detail as { name: string }).name);
  expect(new Set(names).size).toBe(2);
  await double.ask({ ask: "quit" });
  expect(await double.exit()).toBe(0);
  for (const workspace of [assay.workspaceDir, other]) expect(await readdir(join(workspace, ".assay")), workspace).not.toContain("lock");
});
