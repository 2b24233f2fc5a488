import { expect, test } from "../fixtures.ts";
import { heading, readRecords } from "./app.ts";

test("the totals of an import count every file, and the list says how many it shows", async ({ assay, workFile }) => {
  const record = (i: number) =>
    JSON.stringify({
      schema_version: 1,
      trace_id: `t-${i}`,
      engine_id: "e",
      timestamp: 1_670_000_000,
      input: "",
      output: "",
      metrics: { latency_ms: 1, success: true },
    });
  const paths: string[] = [];
  for (let i = 0; i < 25; i++) paths.push(await workFile(`f-${i}.jsonl`, i < 3 ? `${record(i)}\n{broken\n` : `${record(i)}\n`));
  await assay.dropFile(paths);
  const { page } = assay;
  await expect(heading(page)).toHaveText("Import");
  const totals = page.getByRole("region", { name: "Totals" });
  await expect(totals).toContainText("25 files28 lines25 new");
  await expect(totals).toContainText("3 rejected");
  await expect(totals).toContainText("20 of 25 files listed");
  // The reports that matter stand before the others.
  const reports = page.getByRole("list", { name: "Imports" }).locator("[data-file]");
  for (const index of [0, 1, 2]) await expect(reports.nth(index)).toContainText("1 line rejected");
  await expect(reports.nth(3)).not.toContainText("1 line rejected");
  for (const name of ["f-0.jsonl", "f-1.jsonl", "f-2.jsonl"]) {
    await expect(page.getByRole("listitem").filter({ hasText: name }).first()).toContainText("1 line rejected");
  }
  expect(await readRecords(assay, "events.jsonl")).toHaveLength(25);
  await page.getByRole("button", { name: "Clear finished" }).click();
  await expect(totals).toHaveCount(0);
});
