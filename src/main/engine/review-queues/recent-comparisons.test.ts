import { writeFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { comparisonByKey } from "../queries/comparison-detail.ts";
import { keepPlaces } from "../queries/comparison-places.ts";
import { comparisonRecord, TestWorkspace } from "../testing/curation-workspace.ts";

let workspace: TestWorkspace;
beforeEach(async () => {
  workspace = await TestWorkspace.make();
});
afterEach(() => workspace.remove());

it("a comparison is read once until rows change, and only so many are kept", async () => {
  const { db } = workspace;
  const { path } = workspace.comparisons;
  const keys = await workspace.compare(...Array.from({ length: 40 }, (_, i) => comparisonRecord(`c-${i}`)));
  keepPlaces(db);
  for (const key of keys) await comparisonByKey(db, path, key);
  await writeFile(path, "");
  const last = keys.at(-1) ?? "";
  expect(await comparisonByKey(db, path, last)).toMatchObject({ key: last, comparisonId: "c-39" });
  await expect(comparisonByKey(db, path, keys[0] ?? "")).rejects.toMatchObject({ code: "damaged" });
  keepPlaces(db);
  await expect(comparisonByKey(db, path, last)).rejects.toMatchObject({ code: "damaged" });
});
