import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTemporary, temporaryFolder } from "../../testing/open-temporary.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { toSampleLine } from "../testing/planted.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openTemporary();
});
afterEach(() => workspace.close());

async function add(...lines: string[]): Promise<void> {
  const path = join(await temporaryFolder(), "in.jsonl");
  await writeFile(path, `${lines.join("\n")}\n`);
  await workspace.importFile(path, { kind: "auto", keepDuplicates: false });
}
async function lines(): Promise<string[]> {
  const all: string[] = [];
  for await (const line of workspace.samples()) all.push(line);
  return all.sort();
}
const refs = async () =>
  new Map((await workspace.listSamples({ filter: {}, limit: 100 })).rows.map(({ sampleId, ref }) => [sampleId, ref]));
const comparison = {
  comparison_id: "c",
  query: "Which?",
  candidates: [
    { engine_id: "a", output: "This." },
    { engine_id: "b", output: "That." },
  ],
};

describe("snapshots of the dataset", () => {
  it("are returned to in one step, with the candidates of their samples; undo brings back what was there", async () => {
    await add(toSampleLine("x", "1", "one"), toSampleLine("y", "2", "two"), toSampleLine("z", "3", "three"), JSON.stringify(comparison));
    const key = (await workspace.comparisons({ filter: {}, limit: 1 })).rows[0]?.key ?? "";
    await workspace.curation.apply([{ type: "promote", comparison: key, position: 0, tier: "gold" }]);
    const before = await lines();
    const made = await workspace.snapshots.create({ name: "before cleaning" });
    expect(made).toMatchObject({ name: "before cleaning", samples: 4, byTier: { gold: 4, silver: 0, bronze: 0 } });
    expect(await workspace.snapshots.list()).toEqual([made]);

    const known = await refs();
    await workspace.curation.apply([{ type: "demote", sample: known.get("x") ?? "" }]);
    await workspace.curation.apply([{ type: "edit", sample: known.get("y") ?? "", output: "2nd" }]);
    await workspace.curation.apply([{ type: "promote", comparison: key, position: 1, tier: "silver" }]);
    await workspace.curation.apply([{ type: "clear", comparison: key, position: 0 }]);
    await add(toSampleLine("new", "4", "four"));
    const after = await lines();

    const compared = await workspace.snapshots.compare({ before: made.id, after: null });
    expect(compared).toMatchObject({ added: 2, removed: 2, changed: 1 });
    expect(compared.changes.map(({ kind, tierBefore, tierAfter }) => `${kind} ${tierBefore} ${tierAfter}`).sort()).toEqual([
      "added null gold",
      "added null silver",
      "changed gold gold",
      "removed gold null",
      "removed gold null",
    ]);

    const { description } = await workspace.snapshots.restore({ id: made.id });
    expect(description).toBe("returned to the snapshot “before cleaning”: 5 samples");
    expect(await lines()).toEqual(before);
    expect(await workspace.snapshots.compare({ before: made.id, after: null })).toMatchObject({ added: 0, removed: 0, changed: 0 });
    const { candidates } = await workspace.comparison(key);
    expect(candidates.map(({ tier }) => tier)).toEqual(["gold", null]);
    await workspace.curation.undo();
    expect(await lines()).toEqual(after);
    await workspace.curation.redo();
    expect(await lines()).toEqual(before);
    expect((await workspace.verify({ repair: false })).problems).toEqual([]);
    expect((await workspace.snapshots.restore({ id: made.id })).description).toBe("nothing changed");
  });

  it("are whole or not there; verify names one that was changed", async () => {
    await add(toSampleLine("x", "1", "one"));
    const { id } = await workspace.snapshots.create({ name: "n" });
    const folder = workspace.paths.snapshots;
    // As a killed process leaves them: lines without a manifest, and a file that is not whole.
    await writeFile(join(folder, "20200101T000000-1.jsonl"), "{}\n");
    await writeFile(join(folder, ".0123456789ab.tmp"), "{");
    expect((await workspace.verify({ repair: false })).ok).toBe(true);
    expect(await workspace.snapshots.list()).toHaveLength(1);
    const second = await workspace.snapshots.create({ name: "n" });
    expect((await readdir(folder)).sort()).toEqual([`${id}.json`, `${id}.jsonl`, `${second.id}.json`, `${second.id}.jsonl`].sort());

    const data = join(folder, `${id}.jsonl`);
    await writeFile(data, (await readFile(data, "utf8")).replace("one", "two"));
    expect((await workspace.verify({ repair: false })).problems).toEqual([
      `${data} is not what it was when the snapshot “n” was made: its SHA-256 differs.`,
    ]);
    await expect(workspace.snapshots.restore({ id })).rejects.toMatchObject({ code: "damaged" });
    await workspace.snapshots.remove({ id });
    expect(await workspace.snapshots.list()).toEqual([second]);
    await expect(workspace.snapshots.restore({ id })).rejects.toMatchObject({ code: "not_found" });
  });
});
