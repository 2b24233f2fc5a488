import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { giveTo } from "../hosts/electron.ts";
import { counter, figure, goTo, heading, importFile, numberIn, readRecords, viewNames } from "../specs/app.ts";
import { allOnDisk, openComparisons } from "../specs/review.ts";
import { type Person, samplePath, start, test } from "./packed.ts";
import { readContacts } from "./trace.ts";

const comparison = {
  comparison_id: "packed-1",
  query: "Wie groß ist Käthe?",
  candidates: [
    { engine_id: "a", output: "1,70 m" },
    { engine_id: "b", output: "Größer als Björn." },
  ],
};

/** A file of the person's own. @returns its path. */
async function put({ home, uid }: Person, name: string, content: string): Promise<string> {
  const path = join(home, name);
  await writeFile(path, content);
  giveTo(uid, path);
  return path;
}

/** Size and time of change of everything installed. */
async function listInstalled(folder: string): Promise<string[]> {
  const entries = (await readdir(folder, { recursive: true })).sort();
  return Promise.all(
    entries.map(async (name) => {
      const { size, mtimeMs } = await stat(join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    }),
  );
}

test("the whole way with nothing there: import, promote, export, keep a model, quit, start again; nobody outside is spoken to", async ({
  packed,
  newPerson,
}) => {
  test.setTimeout(240_000);
  const person = newPerson();
  const workspaceDir = samplePath(person);
  const installed = await listInstalled(packed.folder);
  const trace = packed.canTrace ? join(person.home, "trace") : "";

  const first = await start(packed, person, { trace });
  const { page } = first;
  await expect(heading(page)).toHaveText("Overview");
  await goTo(page, "Live");
  await expect.poll(() => numberIn(counter(page, "events", "In file"))).toBeGreaterThan(1000);
  expect(await first.app.evaluate(({ app }) => app.getAppPath())).toBe(join(packed.folder, "resources", "app.asar"));
  for (const view of viewNames) await goTo(page, view);

  const report = await importFile(first, await put(person, "Größen.jsonl", `${JSON.stringify(comparison)}\n{"no": "record"}\n`));
  expect([await figure(report, "New"), await figure(report, "Rejected")]).toEqual([1, 1]);

  const before = (await readRecords({ workspaceDir }, "training_samples.jsonl")).length;
  await openComparisons(page);
  await page.keyboard.press("1");
  await allOnDisk(page);
  await expect.poll(async () => (await readRecords({ workspaceDir }, "training_samples.jsonl")).length).toBe(before + 1);

  await goTo(page, "Samples");
  await page.getByRole("button", { name: "Export…" }).click();
  await page.getByRole("button", { name: /^Export [\d,]+ rows?$/ }).click();
  await expect(page.getByText(/^Exported [\d,]+ rows?/)).toBeVisible();
  await page.keyboard.press("Escape");
  expect((await readdir(join(workspaceDir, "exports"))).length).toBeGreaterThan(0);

  await goTo(page, "Models");
  await first.dropFile([await put(person, "small.gguf", "GGUF".repeat(200))]);
  const row = page.getByRole("row").filter({ hasText: "small" });
  await expect(row).toContainText("gguf");
  expect(await first.quit()).toBe(0);

  const again = await start(packed, person, { trace: trace && `${trace}-2` });
  await goTo(again.page, "Models");
  await expect(again.page.getByRole("row").filter({ hasText: "small" })).toContainText("gguf");
  expect(await again.quit()).toBe(0);

  expect(await listInstalled(packed.folder), "the installed folder").toEqual(installed);
  if (!packed.canTrace)
    return test.info().annotations.push({ type: "not covered", description: "strace is not here: connections were not watched" });
  for (const path of [trace, `${trace}-2`]) {
    const { calls, outside } = readContacts(await readFile(path, "utf8"));
    process.stdout.write(`strace: ${calls} calls that connect or send, ${outside.length} to an address that is not this machine's\n`);
    expect(calls, "calls seen, the display's among them").toBeGreaterThan(0);
    expect(outside).toEqual([]);
  }
});

test("two users of one installation have a workspace each, and neither can read the other's", async ({ packed, newPerson }) => {
  test.skip(packed.users.length < 2, "only root can start programs of two users");
  const [one, other] = [newPerson(0), newPerson(1)];
  const started = await Promise.all([one, other].map((person) => start(packed, person)));
  for (const { page } of started) await goTo(page, "Live");
  for (const { page } of started) await expect.poll(() => numberIn(counter(page, "events", "In file"))).toBeGreaterThan(1000);
  expect(await Promise.all(started.map(({ quit }) => quit()))).toEqual([0, 0]);
  for (const { home, uid } of [one, other]) {
    const { mode, uid: owner } = await stat(join(home, ".config", "assay"));
    expect([mode & 0o777, owner]).toEqual([0o700, uid]);
  }
});
