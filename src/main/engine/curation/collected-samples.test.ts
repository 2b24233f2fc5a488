import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sampleLine, TestWorkspace } from "../testing/curation-workspace.ts";

let workspace: TestWorkspace;
beforeEach(async () => {
  workspace = await TestWorkspace.make();
});
afterEach(() => workspace.remove());

describe("collected samples", () => {
  it("keep every byte that was not edited; undo restores the rest", async () => {
    const odd = `{"sample_id":"s-odd", "created_at":1600000000,"source_trace_id":"t","big":12345678901234567890, "tier" : "gold","input":"\\u0041 caf\\u00e9","output":"o","validation":{"quality_score":0.90,"validated":true}}`;
    const [before = "", ref = "", after = ""] = await workspace.collect(sampleLine("s-0"), odd, sampleLine("s-2"));
    await workspace.curation.apply([{ type: "retier", sample: ref, tier: "silver" }]);
    const edited = odd.replace(`"tier" : "gold"`, `"tier" : "silver"`);
    expect(await workspace.flushed()).toEqual([sampleLine("s-0"), edited, sampleLine("s-2")]);
    expect((await workspace.curation.getSample({ ref })).row).toMatchObject({ ref, tier: "silver", edited: true, origin: "collected" });
    await workspace.curation.apply([{ type: "edit", sample: ref, output: 'line\n"two"' }]);
    expect((await workspace.flushed())[1]).toBe(edited.replace(`"output":"o"`, `"output":"line\\n\\"two\\""`));
    await workspace.curation.undo();
    await workspace.curation.undo();
    expect(await workspace.flushed()).toEqual([sampleLine("s-0"), odd, sampleLine("s-2")]);
    expect((await workspace.curation.getSample({ ref })).row).toMatchObject({ tier: "gold", edited: false });
    expect([before, ref, after].map((key) => workspace.curation.isOwnWrite(key))).toEqual([false, true, false]);
    expect(await workspace.indexed()).toEqual([sampleLine("s-0"), odd, sampleLine("s-2")].sort());
  });

  it("return to their position, across flush, restart and more collecting", async () => {
    const lines = ["a", "b", "c", "d", "e"].map((id) => sampleLine(id));
    const refs = await workspace.collect(...lines);
    await workspace.curation.apply([{ type: "demote", sample: refs[1] ?? "" }]);
    await workspace.flushed();
    await workspace.curation.apply([{ type: "demote", sample: refs[3] ?? "" }]);
    expect(await workspace.flushed()).toEqual([lines[0], lines[2], lines[4]]);
    await workspace.reopen();
    await workspace.collect(sampleLine("f"));
    await workspace.curation.undo();
    await workspace.curation.undo();
    expect(await workspace.flushed()).toEqual([...lines, sampleLine("f")]);
    expect(await workspace.indexed()).toEqual([...lines, sampleLine("f")].sort());
  });

  it("are found by their tags, each counted as often as the filter finds it, while they are in the dataset", async () => {
    const [ref = ""] = await workspace.collect(
      sampleLine("a", { tags: ["code", "de"] }),
      sampleLine("b", { tags: ["code"] }),
      sampleLine("c", { tags: ["any, really"] }),
      sampleLine("d"),
    );
    const count = async () => {
      await workspace.flushed();
      const { values } = (await workspace.curation.sampleFacets()).tags;
      for (const { name, count } of values) {
        const { total } = await workspace.curation.listSamples({ filter: { tag: name }, limit: 10 });
        expect([name, total]).toEqual([name, count]);
      }
      return values.map(({ name, count }) => [name, count]);
    };
    expect(await count()).toEqual([
      ["code", 2],
      ["any, really", 1],
      ["de", 1],
    ]);
    await workspace.curation.apply([{ type: "demote", sample: ref }]);
    expect(await count()).toEqual([
      ["any, really", 1],
      ["code", 1],
    ]);
  });

  it("with identical bytes share decisions and return in the same number", async () => {
    const twin = sampleLine("twin");
    const [ref = ""] = await workspace.collect(twin, sampleLine("x"), twin);
    await workspace.curation.apply([{ type: "retier", sample: ref, tier: "bronze" }]);
    const bronze = sampleLine("twin", { tier: "bronze" });
    expect(await workspace.flushed()).toEqual([bronze, sampleLine("x"), bronze]);
    await workspace.curation.apply([{ type: "demote", sample: ref }]);
    expect(await workspace.flushed()).toEqual([sampleLine("x")]);
    await workspace.reopen();
    await workspace.curation.undo();
    await workspace.curation.undo();
    expect(await workspace.flushed()).toEqual([twin, sampleLine("x"), twin]);
    expect(await workspace.indexed()).toEqual([twin, sampleLine("x"), twin].sort());
  });

  it("with one sample_id stay two samples, even when a decision makes them equal", async () => {
    const gold = sampleLine("same");
    const silver = sampleLine("same", { tier: "silver" });
    const [, ref = ""] = await workspace.collect(gold, silver);
    await workspace.curation.apply([{ type: "retier", sample: ref, tier: "gold" }]);
    const lines = await workspace.flushed();
    expect(lines[0]).toBe(gold);
    expect(JSON.parse(lines[1] ?? "")).toEqual(JSON.parse(gold));
    expect(lines[1]).not.toBe(gold);
    await workspace.reopen();
    await workspace.curation.undo();
    expect(await workspace.flushed()).toEqual([gold, silver]);
    expect(await workspace.indexed()).toEqual([gold, silver].sort());
  });
});

describe("the list", () => {
  it("pages newest first, filters, counts by tier", async () => {
    const lines = Array.from({ length: 25 }, (_, i) =>
      sampleLine(`s-${String(i).padStart(2, "0")}`, { created_at: 1_600_000_000 + (i % 7), tier: i % 5 === 0 ? "silver" : "gold" }),
    );
    await workspace.collect(...lines);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await workspace.curation.listSamples({ filter: {}, limit: 10, ...(cursor === null ? {} : { cursor }) });
      expect(page.total).toBe(25);
      seen.push(...page.rows.map(({ sampleId }) => sampleId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect([...seen].sort()).toEqual(lines.map((line) => JSON.parse(line).sample_id));
    const silver = await workspace.curation.listSamples({ filter: { tiers: ["silver"], text: "QUESTION S-1" }, limit: 10 });
    expect(silver.rows.map(({ sampleId }) => sampleId).sort()).toEqual(["s-10", "s-15"]);
    expect(silver).toMatchObject({ total: 2, byTier: { gold: 8, silver: 2, bronze: 0 }, allByTier: { gold: 20, silver: 5, bronze: 0 } });
    await expect(workspace.curation.listSamples({ filter: {}, limit: 1, cursor: "nonsense" })).rejects.toMatchObject({
      code: "invalid_argument",
    });
    await expect(workspace.curation.getSample({ ref: "none" })).rejects.toMatchObject({ code: "not_found" });
  });
});
