import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Assay } from "../../fixtures.ts";
import { expect, test } from "../../fixtures.ts";
import { DoubleClient } from "../../hosts/double-client.ts";
import { importFile, linesOf, readRecords, realFile } from "../app.ts";
import { shell } from "./shell.ts";

/** Brings records in and answers how many; the aggregation window they open stays open for minutes. */
async function collectSome(assay: Assay): Promise<number> {
  await importFile(assay, realFile("executions"));
  expect(await readRecords(assay, "aggregated_stats.jsonl")).toEqual([]);
  return linesOf(realFile("executions"));
}

async function everythingIsOnDisk(assay: Assay, lines: number): Promise<void> {
  expect(await readRecords(assay, "events.jsonl")).toHaveLength(lines);
  // The open window was flushed, which only an orderly end does.
  expect(await readRecords(assay, "aggregated_stats.jsonl")).toHaveLength(1);
  const verified = await assay.runCli(["verify", "--json"]);
  expect(verified.code, verified.stdout + verified.stderr).toBe(0);
}

test("closing the window flushes everything, gives the workspace back and exits", async ({ assay }) => {
  const lines = await collectSome(assay);
  expect(await assay.stop()).toBe(0);
  await everythingIsOnDisk(assay, lines);
});

test("quitting holds the exit back until everything is flushed", async ({ assay }) => {
  const lines = await collectSome(assay);
  const double = shell(assay);
  await double.ask({ ask: "quit" });
  expect(await double.exit()).toBe(0);
  await everythingIsOnDisk(assay, lines);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`${signal} flushes everything before the exit`, async ({ assay }) => {
    const lines = await collectSome(assay);
    const double = shell(assay);
    double.child.kill(signal);
    expect(await double.exit()).toBe(0);
    await everythingIsOnDisk(assay, lines);
  });
}

test("closing the window during an import keeps the first lines of the file, each whole, and exits cleanly", async ({
  assay,
  workFile,
}) => {
  const record = (i: number) =>
    `{"schema_version":1,"trace_id":"t-${i}","engine_id":"e","timestamp":1670000000,"input":"${"x".repeat(200)}","output":"","metrics":{"success":true}}\n`;
  const content = Array.from({ length: 200_000 }, (_, i) => record(i)).join("");
  const file = await workFile("long.jsonl", content);
  await assay.dropFile([file]);
  const journal = join(assay.workspaceDir, "output", "events.jsonl");
  await expect.poll(async () => (await stat(journal)).size).toBeGreaterThan(0);
  expect(await assay.stop()).toBe(0);
  const kept = await readFile(journal, "utf8");
  expect(kept.endsWith("\n")).toBe(true);
  expect(content.startsWith(kept)).toBe(true);
  const verified = await assay.runCli(["verify", "--json"]);
  expect(verified.code, verified.stdout + verified.stderr).toBe(0);
});

test("an uncaught error shuts down in order, with a sentence and no stack on the screen", async ({ assay }) => {
  const lines = await collectSome(assay);
  const double = shell(assay);
  await double.ask({ ask: "reject-unhandled" });
  expect(await double.exit()).toBe(70);
  expect(double.stderr()).toContain("Assay hit a bug.");
  await everythingIsOnDisk(assay, lines);
});

test("a workspace that is open is refused to another window with a message, not with a stack, and answers commands", async ({ assay }) => {
  const second = new DoubleClient({
    workspaceDir: assay.workspaceDir,
    stateDir: join(assay.stateDir, "second"),
    env: { ASSAY_DOUBLE_DIALOGS: JSON.stringify({ messageBox: { response: 1 } }) },
  });
  expect(await second.exit()).toBe(5);
  expect(second.stderr()).toContain(String(shell(assay).child.pid));
  expect(second.stderr()).not.toMatch(/\n\s+at /);
  const imported = await assay.runCli(["import", realFile("executions"), "--json"]);
  expect(imported.code, imported.stderr).toBe(0);
  expect(await readRecords(assay, "events.jsonl")).toHaveLength(await linesOf(realFile("executions")));
  expect((await assay.runCli(["verify"])).code).toBe(0);
});

test("a folder that cannot be opened is explained, and another may be chosen", async ({ assay }) => {
  const place = join(assay.stateDir, "elsewhere");
  await mkdir(place);
  await writeFile(join(place, "file"), "not a folder");
  const chosen = join(place, "chosen");
  const answers = { messageBox: { response: 0 }, openDialog: { canceled: false, filePaths: [chosen] } };
  const double = new DoubleClient({
    workspaceDir: join(place, "file"),
    stateDir: join(place, "state"),
    env: { ASSAY_DOUBLE_DIALOGS: JSON.stringify(answers) },
  });
  try {
    await double.ready;
    await expect.poll(async () => (await double.journal()).map((entry) => entry.what)).toContain("window.show");
    const shown = (await double.journal()).find((entry) => entry.what === "dialog.showMessageBox")?.detail;
    expect(shown).toMatchObject({ type: "error", buttons: ["Open another folder…", "Quit"] });
    expect(JSON.stringify(shown)).toContain("file");
    await double.ask({ ask: "close-window" }).catch(() => {});
    expect(await double.exit()).toBe(0);
  } finally {
    await double.kill();
  }
});
