import { afterEach, beforeEach, expect, it } from "vitest";
import { comparisonRecord, sampleLine, TestWorkspace } from "../../testing/curation-workspace.ts";

let workspace: TestWorkspace;
const odd = `{ "sample_id":"odd","created_at":1600000000,"source_trace_id":"t","tier":"bronze","input":"\\u00e9","output":"Ünï","validation":{"quality_score":0.50,"validated":false},"big":98765432109876543210}`;

beforeEach(async () => {
  workspace = await TestWorkspace.make();
  await workspace.collect(sampleLine("a"), odd, sampleLine("b", { tier: "silver" }));
  const [key = ""] = await workspace.compare(comparisonRecord("c"));
  await workspace.curation.apply([{ type: "promote", comparison: key, position: 0, tier: "silver" }]);
});
afterEach(() => workspace.remove());

async function read(tiers?: ["bronze"]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of workspace.curation.sampleLines({ tiers })) lines.push(line);
  return lines;
}

it("streams the dataset by tier, byte for byte, with what was decided just now", async () => {
  expect(await read(["bronze"])).toEqual([odd]);
  const all = await read();
  expect(all).toHaveLength(4);
  expect(all).toEqual(await workspace.lines());
});

it("leaves out lines that are not samples, as the list does", async () => {
  await workspace.collect(sampleLine("z", { output: null }));
  expect((await read()).map((line) => JSON.parse(line).sample_id)).not.toContain("z");
  expect((await workspace.lines()).some((line) => JSON.parse(line).sample_id === "z")).toBe(true);
});
