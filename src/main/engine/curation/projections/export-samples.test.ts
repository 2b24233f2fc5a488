import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { comparisonRecord, sampleLine, TestWorkspace } from "../../testing/curation-workspace.ts";

let workspace: TestWorkspace;
const odd = `{ "sample_id":"odd","created_at":1600000000,"source_trace_id":"t","tier":"bronze","input":"\\u00e9","output":"Ünï","validation":{"quality_score":0.50,"validated":false},"big":98765432109876543210}`;
let key: string;
let other: string;

beforeEach(async () => {
  workspace = await TestWorkspace.make();
  await workspace.collect(sampleLine("a"), odd, sampleLine("b", { tier: "silver" }));
  [key = "", other = ""] = await workspace.compare(comparisonRecord("c-1", { score: 0.95 }), comparisonRecord("c-2"));
  await workspace.curation.generate();
  await workspace.curation.apply([{ type: "promote", comparison: other, position: 0, tier: "silver" }]);
});
afterEach(() => workspace.remove());

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const idsOf = (text: string) =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line).sample_id);

it("writes the dataset byte for byte, with a manifest of contents and sources", async () => {
  const result = await workspace.curation.exportSamples({ filter: {} });
  const bytes = await readFile(result.file);
  const dataset = await readFile(workspace.samplesPath);
  expect(bytes).toEqual(dataset);
  expect(bytes.includes(odd)).toBe(true);
  expect(result).toEqual({
    file: result.file,
    manifest: result.file.replace(".jsonl", ".manifest.json"),
    rows: 5,
    sizeBytes: bytes.length,
    sha256: sha256(bytes),
  });
  expect(basename(result.file)).toBe("2023-11-14T22-13-20Z-samples.jsonl");
  const log = await readFile(workspace.curationPath);
  expect(JSON.parse(await readFile(result.manifest, "utf8"))).toEqual({
    manifest_version: 1,
    file: basename(result.file),
    created_at: "2023-11-14T22:13:20.000Z",
    tool: "assay",
    tool_version: "0.0.0-test",
    record_kind: "training_sample",
    record_schema: "v1",
    filter: {},
    rows: 5,
    tiers: { gold: 2, silver: 2, bronze: 1 },
    size_bytes: bytes.length,
    sha256: sha256(bytes),
    made_from: [
      { file: "training_samples.jsonl", size_bytes: dataset.length, sha256: sha256(dataset) },
      { file: "curation.jsonl", size_bytes: log.length, sha256: sha256(log) },
    ],
  });
});

it("leaves out lines that are not samples, as the list does, and counts them in the manifest", async () => {
  await workspace.collect(sampleLine("z", { output: null }));
  const result = await workspace.curation.exportSamples({ filter: {} });
  expect(idsOf(await readFile(result.file, "utf8"))).not.toContain("z");
  expect(JSON.parse(await readFile(result.manifest, "utf8"))).toMatchObject({ rows: 5, lines_that_are_no_samples: 1 });
  const shown: string[] = [];
  for await (const line of workspace.curation.sampleLines()) shown.push(JSON.parse(line).sample_id);
  expect(shown).toHaveLength(5);
  expect(shown).not.toContain("z");
});

it.each([
  [{ tiers: ["silver"] }, ["b", "s-other-0"]],
  [{ tiers: ["gold", "bronze"], origins: ["collected"] }, ["a", "odd"]],
  [{ origins: ["auto"] }, ["auto-key"]],
  [{ origins: ["person", "auto"], tiers: [] }, ["auto-key", "s-other-0"]],
  [{ text: "üNÏ" }, ["odd"]],
  [{ text: "no such text" }, []],
] as const)("honours the filter %j as the list does", async (filter, ids) => {
  const asked = JSON.parse(JSON.stringify(filter));
  const result = await workspace.curation.exportSamples({ filter: asked });
  expect(idsOf(await readFile(result.file, "utf8")).map((id) => id.replace(key, "key").replace(other, "other"))).toEqual(ids);
  expect(result.rows).toBe(ids.length);
  const page = await workspace.curation.listSamples({ filter: asked, limit: 50 });
  expect(page.rows.map(({ sampleId }) => sampleId.replace(key, "key").replace(other, "other")).sort()).toEqual([...ids].sort());
});

it("never overwrites another export", async () => {
  const all = await Promise.all([1, 2, 3].map(() => workspace.curation.exportSamples({ filter: {} })));
  expect(all.map(({ file }) => basename(file))).toEqual([
    "2023-11-14T22-13-20Z-samples.jsonl",
    "2023-11-14T22-13-20Z-samples-2.jsonl",
    "2023-11-14T22-13-20Z-samples-3.jsonl",
  ]);
});

it("leaves nothing behind on failure", async () => {
  await writeFile(join(workspace.folder, "exports"), "a file where the folder should be");
  await expect(workspace.curation.exportSamples({ filter: {} })).rejects.toMatchObject({ code: "refused" });
  expect((await readdir(workspace.folder)).sort()).toEqual([".assay", "exports", "output"]);
});

it("streams the dataset by tier, byte for byte", async () => {
  const lines: string[] = [];
  for await (const line of workspace.curation.sampleLines({ tiers: ["bronze"] })) lines.push(line);
  expect(lines).toEqual([odd]);
  const all: string[] = [];
  for await (const line of workspace.curation.sampleLines()) all.push(line);
  expect(all).toEqual(await workspace.lines());
});

it("a list and an export match the same samples for any search text", async () => {
  const inputs = ["ΣΑΣ", "σας", "İstanbul", "Istanbul", "😀", "\u212a", "k", "ß", "ẞ", "a\ud800b", "ǅ"];
  await workspace.collect(...inputs.map((input, i) => sampleLine(`odd-${i}`, { input })));
  for (const text of [...inputs, "ΑΣ", "Σ", "ς", "İ", "i\u0307", "I", "\ufffd", "\udc00", "K", "SS"]) {
    const filter = { text };
    const { total } = await workspace.curation.listSamples({ filter, limit: 1 });
    expect({ text, rows: (await workspace.curation.exportSamples({ filter })).rows }).toEqual({ text, rows: total });
  }
});
