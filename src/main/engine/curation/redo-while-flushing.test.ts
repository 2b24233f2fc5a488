import { afterEach, beforeEach, expect, it } from "vitest";
import { comparisonRecord, TestWorkspace } from "../testing/curation-workspace.ts";

/** Undo and redo, faster than the dataset file is rewritten. */
let workspace: TestWorkspace;
let key: string;
/** What the next rewrite waits for, in the moment before the file is replaced. */
let slow: () => Promise<void>;

beforeEach(async () => {
  workspace = await TestWorkspace.make();
  slow = async () => {};
  await workspace.curation.close();
  await workspace.open({ dataset: { replacing: () => slow() } });
  [key = ""] = await workspace.compare(comparisonRecord("c-1"));
});
afterEach(() => workspace.remove());

const promote = () =>
  workspace.curation.apply([{ type: "promote", comparison: key, position: 0, tier: "gold" }], undefined, undefined, "later");
const tiers = async () => (await workspace.lines()).map((line) => (JSON.parse(line) as { tier: string }).tier);

it("what is redone while the undone sample leaves the file comes back into it, by itself", async () => {
  const { curation } = workspace;
  await promote();
  await curation.flush();
  await curation.undo();
  slow = async () => {
    slow = async () => {};
    await curation.redo();
    await curation.undo();
    await curation.redo();
  };
  await curation.flush();
  await expect.poll(tiers, { timeout: 15_000 }).toEqual(["gold"]);
  expect(await workspace.flushed()).toHaveLength(1);
});

it("steps and rewrites that overtake each other end with the file as decided", async () => {
  const { curation } = workspace;
  const flushes: Promise<void>[] = [];
  await promote();
  for (let i = 0; i < 3; i++) {
    flushes.push(curation.flush());
    const undone = curation.undo();
    flushes.push(curation.flush());
    await undone;
    flushes.push(curation.flush());
    await curation.redo();
  }
  await Promise.all(flushes);
  expect(await workspace.flushed()).toHaveLength(1);
  expect(await tiers()).toEqual(["gold"]);
  await curation.undo();
  expect(await workspace.flushed()).toEqual([]);
});
