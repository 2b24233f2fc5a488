import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { needs } from "../testing/needs.ts";
import { openTemporary, partsOf } from "../testing/open-temporary.ts";
import { sharedData } from "../testing/shared-data.ts";
import type { Workspace } from "../workspace/workspace.ts";

const variants = join(sharedData, "variants_SYNTHETIC");

interface Entry {
  line_number: number;
  findings: { rule: string; message: string; fix?: string }[];
  raw?: string;
  raw_base64?: string;
}

needs.sharedData.describe("odd files", () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await openTemporary();
  });
  afterEach(() => workspace.close());

  async function load(path: string, keepDuplicates = false) {
    const report = await workspace.importFile(path, { kind: "auto", keepDuplicates });
    expect(report.lines).toBe(report.accepted + report.quarantined + report.duplicates + report.blank);
    const quarantine = (await readFile(partsOf(workspace).quarantine.journal.path, "utf8")).split("\n").filter(Boolean);
    const rejected = quarantine.map((line) => JSON.parse(line) as Entry);
    expect(rejected).toHaveLength(report.quarantined);
    return { report, rejected, rejectedLines: rejected.map((entry) => entry.line_number).sort((a, b) => a - b) };
  }
  const expectedOf = async (name: string) => JSON.parse(await readFile(join(variants, "expected.json"), "utf8"))[name];

  it.each(["bom_utf8.jsonl", "crlf.jsonl", "no_final_newline.jsonl", "mixed_eol.jsonl", "blank_and_whitespace_lines.jsonl"])(
    "%s",
    async (name) => {
      const expected = await expectedOf(name);
      const { report } = await load(join(variants, name));
      expect(report).toMatchObject({ accepted: expected.valid, quarantined: 0, duplicates: 0, blank: expected.blank_lines ?? 0 });
    },
  );

  it.each(["cr_only.jsonl", "utf16le_bom.jsonl"])("%s is decoded", async (name) => {
    expect((await load(join(variants, name))).report).toMatchObject({ lines: 240, accepted: 240 });
  });

  it("the same records in any packing are the same lines", async () => {
    await load(join(variants, "crlf.jsonl"));
    expect((await load(join(variants, "utf16le_bom.jsonl"))).report).toMatchObject({ accepted: 0, duplicates: 240 });
  });

  it("a truncated last record is rejected alone", async () => {
    const { report, rejectedLines } = await load(join(variants, "truncated_mid_record.jsonl"));
    expect(report.accepted).toBe(239);
    expect(rejectedLines).toEqual([240]);
  });

  it("duplicates are skipped, or kept when asked", async () => {
    const path = join(variants, "duplicate_rows.jsonl");
    expect((await load(path)).report).toMatchObject({ accepted: 240, duplicates: 30 });
    expect((await load(path, true)).report).toMatchObject({ accepted: 270, duplicates: 0 });
  });

  it("rows between garbage are kept, and every piece of garbage is in quarantine with its line number", async () => {
    const name = "dirty_interleaved_jsontestsuite.jsonl";
    const expected = await expectedOf(name);
    const { report, rejectedLines } = await load(join(variants, name));
    expect(report).toMatchObject({ lines: expected.physical_lines, accepted: expected.valid });
    expect(rejectedLines).toEqual(
      [...expected.invalid_json_lines, ...expected.valid_json_but_not_a_record_lines, ...expected.implementation_defined_lines].sort(
        (a: number, b: number) => a - b,
      ),
    );
  });

  it("each mutation of one record has its verdict", async () => {
    const name = "mutations_of_one_row.jsonl";
    const expected = await expectedOf(name);
    const { rejected, rejectedLines } = await load(join(variants, name));
    expect(rejectedLines.filter((line) => !expected.either_lines.includes(line))).toEqual(expected.quarantined_lines);
    for (const { findings } of rejected) expect(findings[0]?.message).toMatch(/\S/);
    expect(rejected.find(({ line_number }) => line_number === 16)?.findings[0]?.fix).toMatch(/milliseconds/);
  });

  it("JSON over several lines is read", async () => {
    const { report } = await load(join(variants, "pretty_concatenated.json"));
    expect(report).toMatchObject({ quarantined: 0, blank: 0 });
    expect(report.accepted).toBeGreaterThan(1);
  });

  it("JSONTestSuite: nothing crashes, and what is rejected is kept byte for byte", async () => {
    const path = join(sharedData, "torture/JSONTestSuite/lines.jsonl");
    const { report, rejected } = await load(path);
    expect(report).toMatchObject({ lines: 76, accepted: 0, quarantined: 76 });
    const bytes = rejected
      .sort((a, b) => a.line_number - b.line_number)
      .map(({ raw, raw_base64 }) => (raw === undefined ? Buffer.from(raw_base64 ?? "", "base64") : Buffer.from(raw)));
    const original = await readFile(path);
    expect(Buffer.concat(bytes.flatMap((line) => [line, Buffer.from("\n")])).equals(original)).toBe(true);
  });

  it("hostile strings are stored and found as they are", async () => {
    const path = join(sharedData, "torture/blns/blns_as_ids.SYNTHETIC_WRAPPER.jsonl");
    expect((await load(path)).report).toMatchObject({ accepted: 118, quarantined: 0 });
    const wanted = new Set(
      (await readFile(path, "utf8"))
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line).engine_id as string),
    );
    const table = await workspace.stats({ successfulOnly: false, percentiles: [50] });
    expect(new Set(table.engines.map(({ engineId }) => engineId))).toEqual(new Set([...wanted].map((id) => id.toWellFormed())));
    expect(await workspace.verify({ repair: false })).toMatchObject({ ok: true });
  });
});
