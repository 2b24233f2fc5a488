import { copyFile, cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openTemporary, temporaryFolder } from "../testing/open-temporary.ts";

it("opening clears away what killed rewrites of whole files left, and nothing else", async () => {
  const path = await temporaryFolder();
  await (await openTemporary({ path })).close();
  const left = ["", "output", "exports"].map((folder) => join(path, folder, ".0123456789ab.tmp"));
  const kept = ["output/.notes.tmp", "output/0123456789ab.tmp", "exports/mine.jsonl"].map((name) => join(path, name));
  for (const file of [...left, ...kept]) await writeFile(file, "half");
  await (await openTemporary({ path })).close();
  const there = (await readdir(path, { recursive: true })).map((name) => join(path, name));
  for (const file of left) expect(there).not.toContain(file);
  for (const file of kept) expect(there).toContain(file);
});

it("a decision that neither the index nor the dataset had when the process was killed is in both after opening", async () => {
  const path = await temporaryFolder();
  const lines = [
    ...Array.from({ length: 3 }, (_, i) => ({
      sample_id: `s-${i}`,
      created_at: 1_670_000_100,
      source_trace_id: "t",
      tier: "gold",
      input: `in ${i}`,
      output: "out",
      validation: { quality_score: 0.9, validated: true },
    })),
    { comparison_id: "c-1", query: "q", candidates: [{ engine_id: "a", output: "x" }] },
  ];
  await writeFile(join(path, "in.jsonl"), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const first = await openTemporary({ path });
  await first.importFile(join(path, "in.jsonl"), { kind: "auto", keepDuplicates: false });
  await first.close();
  const killed = await temporaryFolder();
  await cp(path, killed, { recursive: true });

  const second = await openTemporary({ path });
  const comparison = (await second.comparisons({ filter: {}, limit: 1 })).rows[0]?.key ?? "";
  const sample = (await second.curation.listSamples({ filter: {}, limit: 1 })).rows[0]?.ref ?? "";
  // One change that takes a line out of the file, so that opening has to write the file and a place into the log.
  await second.curation.apply([
    { type: "promote", comparison, position: 0, tier: "gold" },
    { type: "demote", sample },
  ]);
  await copyFile(join(path, "output", "curation.jsonl"), join(killed, "output", "curation.jsonl"));
  await second.close();

  const third = await openTemporary({ path: killed });
  expect(await third.verify({ repair: false })).toMatchObject({
    ok: true,
    problems: [],
    channels: { training_samples: { lines: 3, indexed: 3 } },
  });
  await third.close();
});

it("a line that ends in several carriage returns is the same line in the file, in the index and when it comes again", async () => {
  const workspace = await openTemporary();
  const line = '{"comparison_id":"c","query":"q","candidates":[{"engine_id":"a","output":"x"}]}';
  const file = join(workspace.path, "in.jsonl");
  await writeFile(file, `${line}\r\r\n`);
  await workspace.importFile(file, { kind: "auto", keepDuplicates: false });
  await (await workspace.collector.collectComparisonResult(`${line}\r\r`)).durable;
  expect(await readFile(join(workspace.paths.output, "comparisons.jsonl"), "utf8")).toBe(`${line}\n${line}\n`);
  await writeFile(file, `${line}\n`);
  expect(await workspace.importFile(file, { kind: "auto", keepDuplicates: false })).toMatchObject({ accepted: 0, duplicates: 1 });
  expect(await workspace.verify({ repair: false })).toMatchObject({ ok: true, problems: [] });
  await workspace.close();
});

it("log files of a clock that was ahead go before those of today", async () => {
  const path = await temporaryFolder();
  const log = join(path, ".assay", "log");
  await mkdir(log, { recursive: true });
  for (let day = 10; day < 25; day++) await writeFile(join(log, `2999-01-${day}T00-00-00.000Z-1.jsonl`), "{}\n");
  await (await openTemporary({ path })).close();
  const [first = ""] = (await readdir(log)).sort();
  expect(first < "2999").toBe(true);
  await (await openTemporary({ path })).close();
  expect((await readdir(log)).filter((name) => name < "2999")).toHaveLength(2);
  expect(await readdir(log)).toContain(first);
});
