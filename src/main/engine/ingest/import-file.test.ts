import { renameSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openTemporary, partsOf, temporaryFolder } from "../testing/open-temporary.ts";
import { chunkBytes } from "./chunk-reader.ts";
import type { ImportReport } from "./import-report.ts";

const record = (i: number) =>
  `{"schema_version":1,"trace_id":"t-${i}","engine_id":"e","timestamp":1,"input":"${"x".repeat(1000)}","output":"","metrics":{"success":true}}`;

it("refuses to import while the index lacks lines, because it could not recognise their duplicates", async () => {
  const workspace = await openTemporary();
  const staging = join(workspace.path, ".assay", "staging");
  // Where rows are staged there is a file: the index falls behind, as it does on a full disk.
  await rm(staging, { recursive: true });
  await writeFile(staging, "");
  const path = join(await temporaryFolder(), "in.jsonl");
  await writeFile(path, `${record(1)}\n`);
  const receipt = await workspace.collector.collectEngineExecution(record(1));
  await workspace.collector.flush();
  await receipt.durable;
  const importing = () => workspace.importFile(path, { kind: "auto", keepDuplicates: false });
  const lacking = { message: expect.stringContaining("The index lacks lines") };
  await expect(importing()).rejects.toMatchObject(lacking);
  // Nor are numbers told that leave lines out.
  await expect(workspace.stats({ successfulOnly: false, percentiles: [50] })).rejects.toMatchObject(lacking);
  await rm(staging);
  await mkdir(staging);
  expect(await importing()).toMatchObject({ accepted: 0, duplicates: 1 });
  expect(await workspace.verify({ repair: false })).toMatchObject({ ok: true });
  await workspace.close();
});

it("imports although somebody removes .assay while the workspace is open", async () => {
  const workspace = await openTemporary();
  await rm(join(workspace.path, ".assay"), { recursive: true });
  const path = join(await temporaryFolder(), "in.jsonl");
  await writeFile(path, `${record(1)}\n`);
  const importing = () => workspace.importFile(path, { kind: "auto", keepDuplicates: false });
  expect(await importing()).toMatchObject({ accepted: 1, duplicates: 0 });
  expect(await importing()).toMatchObject({ accepted: 0, duplicates: 1 });
  expect((await workspace.stats({ successfulOnly: false, percentiles: [50] })).overall.count).toBe(1);
  await workspace.close();
  const again = await openTemporary({ path: workspace.path });
  expect(await again.verify({ repair: false })).toMatchObject({ ok: true, channels: { events: { lines: 1, indexed: 1 } } });
  await again.close();
});

it("takes a line that it knows for a duplicate, of the kind that is asked for", async () => {
  const workspace = await openTemporary();
  const path = join(await temporaryFolder(), "in.jsonl");
  const importing = (kind: "auto" | "engine_execution" | "comparison_result", keepDuplicates = false) =>
    workspace.importFile(path, { kind, keepDuplicates });
  await writeFile(path, [1, 2, 3].map((i) => `${record(i)}\n`).join(""));
  await importing("auto");
  // Known, blank, new twice, known with another line end, broken.
  await writeFile(path, `${record(2)}\n \n${record(4)}\n${record(4)}\n${record(3)}\r\n{}\n`);
  const counted = { lines: 6, blank: 1, duplicates: 3, quarantined: 1 };
  expect(await importing("engine_execution")).toMatchObject({ ...counted, accepted: 1, reasons: [{ firstLines: [6] }] });
  expect(await importing("comparison_result")).toMatchObject({ lines: 6, blank: 1, accepted: 0, duplicates: 0, quarantined: 5 });
  expect(await importing("auto")).toMatchObject({ ...counted, accepted: 0, duplicates: 4 });
  expect(await importing("auto", true)).toMatchObject({ ...counted, accepted: 4, duplicates: 0 });
  expect(partsOf(workspace).channels.get("events")?.counters.duplicates).toBe(7);
  expect(await workspace.verify({ repair: false })).toMatchObject({ ok: true });
  await workspace.close();
});

it("reports exactly the lines that were kept when an import fails half-way", async () => {
  const workspace = await openTemporary();
  const path = join(await temporaryFolder(), "in.jsonl");
  await writeFile(path, Array.from({ length: (4 * chunkBytes) / 1000 }, (_, i) => `${record(i)}\n`).join(""));
  const events = partsOf(workspace).journals.channels.get("events")?.path ?? "";
  const told: ImportReport[] = [];
  const failing = workspace.importFile(path, {
    kind: "auto",
    keepDuplicates: false,
    onProgress: (report) => {
      // A journal that is gone is refused like a full disk is.
      if (told.push(report) === 1) renameSync(events, `${events}.away`);
    },
  });
  await expect(failing).rejects.toMatchObject({ code: "io", where: events });
  const last = told.at(-1) as ImportReport;
  const kept = (await readFile(`${events}.away`, "utf8")).split("\n").filter(Boolean);
  expect(last).toMatchObject({ complete: false, lines: kept.length, accepted: kept.length, quarantined: 0, duplicates: 0 });
  renameSync(`${events}.away`, events);
  const again = await workspace.importFile(path, { kind: "auto", keepDuplicates: false });
  expect(again).toMatchObject({ complete: true, duplicates: kept.length, quarantined: 0 });
  expect(again.accepted + again.duplicates).toBe(again.lines);
  expect(await workspace.verify({ repair: false })).toMatchObject({ ok: true });
  await workspace.close();
});

it("keeps a rejected line once, however often its file is imported, and one of another file too", async () => {
  const workspace = await openTemporary();
  const folder = await temporaryFolder();
  const bytes = Buffer.concat([Buffer.from(`${record(1)}\nno json\nno json\n`), Buffer.from([0xff, 0xfe, 0x41, 0x0a])]);
  const path = join(folder, "in.jsonl");
  await writeFile(path, bytes);
  const quarantined = async () => (await readFile(partsOf(workspace).quarantine.journal.path, "utf8")).split("\n").length - 1;
  const importing = (file: string) => workspace.importFile(file, { kind: "auto", keepDuplicates: false });
  // The report says the same each time: these lines are in quarantine.
  expect(await importing(path)).toMatchObject({ accepted: 1, quarantined: 3 });
  expect(await quarantined()).toBe(3);
  expect(await importing(path)).toMatchObject({ accepted: 0, duplicates: 1, quarantined: 3 });
  expect(await quarantined()).toBe(3);
  await writeFile(join(folder, "other.jsonl"), bytes);
  expect(await importing(join(folder, "other.jsonl"))).toMatchObject({ quarantined: 3 });
  expect(await quarantined()).toBe(6);
  await workspace.close();
  // What an earlier process kept is known, too; and what is new in the grown file is kept.
  const again = await openTemporary({ path: workspace.path });
  await writeFile(path, Buffer.concat([bytes, Buffer.from("still none\n")]));
  expect(await again.importFile(path, { kind: "auto", keepDuplicates: false })).toMatchObject({ quarantined: 4 });
  const entries = (await readFile(partsOf(again).quarantine.journal.path, "utf8")).split("\n").slice(0, -1);
  expect(entries.length).toBe(7);
  expect(JSON.parse(entries.at(-1) ?? "")).toMatchObject({ raw: "still none", line_number: 5 });
  expect(await again.verify({ repair: false })).toMatchObject({ ok: true });
  await again.close();
});
