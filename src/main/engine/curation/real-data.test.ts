import { readFile, rm } from "node:fs/promises";
import { expect, it } from "vitest";
import { keyOf } from "../testing/curation-workspace.ts";
import { needs } from "../testing/needs.ts";
import { openTemporary, partsOf } from "../testing/open-temporary.ts";
import { nativeFiles } from "../testing/shared-data.ts";

needs.sharedData.describe("automatic generation on real comparisons", () => {
  it("gives exactly the tiers that the thresholds say, and the same dataset when it is opened again", async () => {
    const config = { version: "1", json_engine: { training: { auto_generate_samples: true } } };
    const workspace = await openTemporary({ config });
    const files = (await nativeFiles()).filter((file) => file.includes("comparison_result") || file.includes("training_sample"));
    const expected = new Map<string, string>();
    const collected: string[] = [];
    for (const file of files) {
      await workspace.importFile(file, { kind: "auto", keepDuplicates: false });
      for (const line of (await readFile(file, "utf8")).split("\n").filter((one) => one !== "")) {
        const { candidates, winner } = JSON.parse(line);
        if (!candidates) collected.push(line);
        const score = winner?.score ?? -1;
        const tier = score >= 0.9 ? "gold" : score >= 0.75 ? "silver" : score >= 0.5 ? "bronze" : null;
        if (tier) expected.set(`auto-${keyOf(line)}`, tier);
      }
    }
    expect(expected.size).toBeGreaterThan(1000);
    await workspace.curation.generate();
    const read = async () => {
      const lines: string[] = [];
      for await (const line of workspace.samples()) lines.push(line);
      return lines;
    };
    const lines = await read();
    const made = lines.map((line) => JSON.parse(line)).filter(({ sample_id: id }) => id.startsWith("auto-"));
    expect(new Map(made.map(({ sample_id: id, tier }) => [id, tier]))).toEqual(expected);
    expect(lines).toHaveLength(expected.size + collected.length);
    expect(lines.filter((line) => !line.includes('"sample_id":"auto-')).sort()).toEqual(collected.sort());
    expect((await workspace.verify({ repair: false })).problems).toEqual([]);
    await workspace.close();
    const again = await openTemporary({ path: workspace.path });
    expect(await again.curation.generate()).toMatchObject({ created: 0, changed: 0, removed: 0, leftOut: { unchanged: expected.size } });
    expect((await again.verify({ repair: false })).problems).toEqual([]);
    await again.close();
    expect((await readFile(partsOf(again).journals.channels.get("training_samples")?.path ?? "", "utf8")).split("\n").slice(0, -1)).toEqual(
      lines,
    );
    await rm(workspace.path, { recursive: true, force: true });
  });
});
