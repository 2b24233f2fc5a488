import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { needs } from "../testing/needs.ts";
import { openTemporary, temporaryFolder } from "../testing/open-temporary.ts";
import { nativeFiles } from "../testing/shared-data.ts";

const autoGenerate = { json_engine: { training: { auto_generate_samples: true } } };

needs.sharedData.describe("automatic generation", () => {
  it("gives exactly the tiers that the thresholds say, and twice the same dataset", async () => {
    const workspace = await openTemporary({ config: autoGenerate });
    const expected = { gold: 0, silver: 0, bronze: 0 };
    for (const file of (await nativeFiles()).filter((one) => one.includes("comparison_result"))) {
      await workspace.importFile(file, { kind: "auto", keepDuplicates: false });
      for (const line of (await readFile(file, "utf8")).split("\n").filter(Boolean)) {
        const score: number = JSON.parse(line).winner?.score ?? 0;
        if (score >= 0.9) expected.gold++;
        else if (score >= 0.75) expected.silver++;
        else if (score >= 0.5) expected.bronze++;
      }
    }
    const dataset = async () => {
      await workspace.curation.flush();
      return readFile(join(workspace.paths.output, "training_samples.jsonl"), "utf8");
    };
    const first = await dataset();
    const counted = { gold: 0, silver: 0, bronze: 0 };
    for (const line of first.split("\n").filter(Boolean)) counted[JSON.parse(line).tier as keyof typeof counted]++;
    expect(counted).toEqual(expected);
    expect(await workspace.curation.generate()).toMatchObject({ created: 0, changed: 0, removed: 0 });
    expect(await dataset()).toBe(first);
    expect(await workspace.verify({ repair: false })).toMatchObject({ ok: true });
    await workspace.close();

    const again = await openTemporary({ path: workspace.path });
    expect(await again.curation.generate()).toMatchObject({ created: 0, changed: 0, removed: 0 });
    await again.close();
    expect(await readFile(join(workspace.paths.output, "training_samples.jsonl"), "utf8")).toBe(first);
  });

  it("takes in comparisons that were there before it was switched on", async () => {
    const path = await temporaryFolder();
    await mkdir(join(path, "output"), { recursive: true });
    const reviews = (await nativeFiles()).find((one) => one.includes("fastchat_vicuna_reviews")) ?? "";
    await copyFile(reviews, join(path, "output/comparisons.jsonl"));
    const workspace = await openTemporary({ path, config: autoGenerate });
    const { created, leftOut } = await workspace.curation.generate();
    expect(created + leftOut.unchanged).toBeGreaterThan(200);
    await workspace.close();
  });
});
