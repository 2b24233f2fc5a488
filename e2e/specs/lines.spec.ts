import { appendFile, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "../fixtures.ts";
import { counter, figure, goTo, importFile, linesOf, numberIn, readRecords, realFile } from "./app.ts";

test("Assay's own records are imported from gzip, and an empty file is reported as empty", async ({ assay, workFile }) => {
  const packed = await workFile("packed.jsonl", "");
  await appendFile(packed, gzipSync(await readFile(realFile("executions"))));
  const empty = await workFile("empty.jsonl", "");
  await assay.dropFile([packed, empty]);
  const job = (path: string) => assay.page.getByRole("listitem").filter({ hasText: basename(path) });
  await expect(job(packed).getByRole("status").last()).toContainText("Imported");
  await expect(job(empty).getByRole("status").last()).toContainText("The file is empty");
  expect(await figure(job(packed).first(), "New")).toBe(await linesOf(realFile("executions")));
  expect(await readRecords(assay, "quarantine.jsonl")).toEqual([]);
});

test("comparisons found in the executions journal are offered, and one click imports them", async ({ assay }) => {
  const file = realFile("comparisons");
  const count = await linesOf(file);
  await importFile(assay, realFile("executions"));
  await assay.stop();
  const events = join(assay.workspaceDir, "output", "events.jsonl");
  await appendFile(events, await readFile(file));
  await appendFile(events, '{"event":"ping"}\n');
  const before = await readFile(events, "utf8");
  await assay.restart();

  await expect(assay.page.getByText("1 line of events.jsonl is not a valid record and is not counted")).toBeVisible();
  const offer = assay.page.getByRole("button", { name: /^Import .* comparisons?$/ });
  await expect(assay.page.getByText(/events\.jsonl contains .* comparisons that no view shows/)).toBeVisible();
  await offer.click();
  await expect(offer).toBeHidden();
  await goTo(assay.page, "Live");
  await expect.poll(() => numberIn(counter(assay.page, "comparisons", "In file"))).toBe(count);
  expect(await readRecords(assay, "comparisons.jsonl")).toHaveLength(count);
  expect(await readFile(events, "utf8")).toBe(before);
});
