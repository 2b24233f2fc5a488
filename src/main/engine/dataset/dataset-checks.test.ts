import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CheckName } from "../../../contract/index.ts";
import { openTemporary, temporaryFolder } from "../testing/open-temporary.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { defaultSplit, partOf } from "./scan/split-part.ts";
import { randomFrom, sampleOf, sentence, varied } from "./testing/planted.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openTemporary();
});
afterEach(() => workspace.close());

async function add(...lines: string[]): Promise<void> {
  const path = join(await temporaryFolder(), "in.jsonl");
  await writeFile(path, `${lines.join("\n")}\n`);
  await workspace.importFile(path, { kind: "training_sample", keepDuplicates: false });
}

async function check() {
  await workspace.dataset.check({});
  await workspace.dataset.settled();
  const report = await workspace.dataset.report();
  expect(report.error).toBeNull();
  return report;
}

async function idsFoundBy(check: CheckName): Promise<string[]> {
  const { rows } = await workspace.listSamples({ filter: {}, check, limit: 500 });
  return rows.map(({ sampleId }) => sampleId).sort();
}

/** 20 samples each that a check across samples has to find (p-…), and 20 that look like them (n-…). */
function plant(): Record<"two-tiers" | "conflict" | "duplicate" | "length" | "leakage", string[]> {
  const random = randomFrom(7);
  const text = (count: number) => sentence(random, count);
  const planted: ReturnType<typeof plant> = { "two-tiers": [], conflict: [], duplicate: [], length: [], leakage: [] };
  for (let i = 0; i < 10; i++) {
    const prompt = text(14);
    planted["two-tiers"].push(
      sampleOf(`p-two-${i}a`, prompt, text(30), "gold"),
      sampleOf(`p-two-${i}b`, `  ${prompt.toUpperCase()} `, text(30), "bronze"),
    );
    const calm = text(14);
    planted["two-tiers"].push(sampleOf(`n-two-${i}a`, calm, text(30), "gold"), sampleOf(`n-two-${i}b`, calm, text(30), "gold"));
    const [asked, said] = [text(14), text(30)];
    planted.conflict.push(sampleOf(`p-con-${i}a`, asked, said, "silver"), sampleOf(`p-con-${i}b`, asked, `${said}  `, "bronze"));
    const other = text(14);
    planted.conflict.push(sampleOf(`n-con-${i}a`, other, text(30), "silver"), sampleOf(`n-con-${i}b`, other, text(30), "bronze"));
    const [q, a] = [text(60), text(80)];
    planted.duplicate.push(
      sampleOf(`p-dup-${i}a`, q, a),
      sampleOf(`p-dup-${i}b`, i < 5 ? q : varied(q, random, 1), i < 5 ? a.toUpperCase() : varied(a, random, 1)),
    );
    // The same template with another question, and the same answer to another prompt.
    const template = text(60);
    planted.duplicate.push(
      sampleOf(`n-dup-${i}a`, `${template} ${text(8)}`, text(80)),
      sampleOf(`n-dup-${i}b`, `${template} ${text(8)}`, text(80)),
    );
    planted.length.push(sampleOf(`p-len-${i}a`, text(14), i % 2 ? "Yes." : text(3)), sampleOf(`p-len-${i}b`, text(14), text(1500)));
    planted.length.push(sampleOf(`n-len-${i}a`, text(14), text(14)), sampleOf(`n-len-${i}b`, text(14), text(120)));
  }
  // Nearly the same prompts that fall into different parts, and others that stay in one.
  for (let leaks = 0, calm = 0, i = 0; leaks < 10 || calm < 10; i++) {
    const prompt = text(50);
    const near = varied(prompt, random, 1);
    const isLeak = partOf({ input: prompt }, defaultSplit) !== partOf({ input: near }, defaultSplit);
    if (isLeak ? leaks++ >= 10 : calm++ >= 10) continue;
    const name = isLeak ? "p-lea" : "n-lea";
    planted.leakage.push(sampleOf(`${name}-${i}a`, prompt, text(30)), sampleOf(`${name}-${i}b`, near, text(30)));
  }
  return planted;
}

/** The part of an id that names its plant, for each check. */
const plants = { "two-tiers": "two", conflict: "con", duplicate: "dup", length: "len", leakage: "lea" } as const;

describe("checks across samples", () => {
  it.each(Object.keys(plants) as (keyof typeof plants)[])("%s: precision and recall on planted samples", async (name) => {
    const planted = plant();
    // Others of usual length around them.
    const random = randomFrom(11);
    const filler = Array.from({ length: 200 }, (_, i) => sampleOf(`f-${i}`, sentence(random, 14), sentence(random, 20 + (i % 40))));
    await add(...planted[name], ...filler);
    await check();
    const found = new Set(await idsFoundBy(name));
    const ids = planted[name].map((line) => JSON.parse(line).sample_id as string);
    const positives = ids.filter((id) => id.startsWith("p-"));
    expect([positives.length, ids.length - positives.length]).toEqual([20, 20]);
    const hits = positives.filter((id) => found.has(id)).length;
    const [precision, recall] = [hits / found.size, hits / positives.length];
    process.stdout.write(`${name}: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)} (20 + 20 in 240)\n`);
    expect({ precision, recall, found: [...found] }).toMatchObject({ precision: 1, recall: 1 });
  });
});

describe("the check of a dataset", () => {
  it("counts what it finds, says so when the dataset changes, and goes on where it was", async () => {
    await add(sampleOf("a", "What is the address?", "Write to jane.doe@gmail.com."), sampleOf("b", "And then?", "That is all."));
    expect(await workspace.dataset.report()).toMatchObject({ state: "none", stale: false });
    expect((await workspace.listSamples({ filter: {}, check: "email", limit: 10 })).total).toBe(0);
    const report = await check();
    expect(report).toMatchObject({ state: "done", stale: false, samples: 2 });
    expect(report.counts.filter(({ count }) => count > 0)).toEqual([{ check: "email", count: 1 }]);
    const page = await workspace.listSamples({ filter: {}, check: "email", limit: 10 });
    expect([page.total, page.byTier.gold, page.rows[0]?.sampleId]).toEqual([1, 1, "a"]);

    const ref = page.rows[0]?.ref ?? "";
    expect(await workspace.dataset.findings({ ref })).toEqual([
      { check: "email", field: "output", from: 9, to: 27, excerpt: "jane.doe@gmail.com", why: "An e-mail address." },
    ]);
    await add(sampleOf("c", "And hers?", "It is eva@web.de."));
    expect((await workspace.dataset.report()).stale).toBe(true);
    await check();
    expect(await idsFoundBy("email")).toEqual(["a", "c"]);

    await workspace.curation.apply([{ type: "demote", sample: ref }]);
    expect(await idsFoundBy("email")).toEqual(["c"]);
    expect(await check()).toMatchObject({ stale: false, samples: 2 });
  });

  it("reports what was rejected in a comparison as a conflict", async () => {
    const path = join(await temporaryFolder(), "c.jsonl");
    const candidates = [
      { engine_id: "a", output: "Yes, it is." },
      { engine_id: "b", output: "No." },
    ];
    await writeFile(path, `${JSON.stringify({ comparison_id: "c", query: "Is it so?", candidates })}\n`);
    await workspace.importFile(path, { kind: "auto", keepDuplicates: false });
    await add(sampleOf("s", "Is it so?", "yes,  it is."), sampleOf("t", "Is it so?", "Perhaps."));
    const { rows } = await workspace.comparisons({ filter: {}, limit: 1 });
    await workspace.curation.apply([{ type: "reject", comparison: rows[0]?.key ?? "", position: 0 }]);
    await check();
    expect(await idsFoundBy("conflict")).toEqual(["s"]);
  });

  it("suggests which duplicate to keep, and why; removing the others is one step", async () => {
    const [q, a] = ["What is the tallest mountain in Europe, and how high is it?", "Mount Elbrus, at 5642 metres above the sea."];
    await add(
      sampleOf("bronze", q, a, "bronze"),
      sampleOf("best", q, a, "gold", 0.95),
      sampleOf("worse", q, a, "gold", 0.9),
      sampleOf("other", "Why?", a),
    );
    const report = await check();
    expect(report).toMatchObject({ clusters: 1, superfluous: 2 });
    const { rows: clusters } = await workspace.dataset.clusters({ limit: 10 });
    expect(clusters[0]).toMatchObject({ kind: "exact", size: 3, why: "It has the best quality score." });
    expect(clusters[0]?.members.map(({ row }) => row.sampleId)).toEqual(["best", "worse", "bronze"]);
    const { refs } = workspace.dataset.superfluous();
    await workspace.curation.apply(refs.map((sample) => ({ type: "demote", sample })));
    expect(await workspace.dataset.report()).toMatchObject({ clusters: 0, superfluous: 0, stale: true });
    await workspace.curation.undo();
    expect(await workspace.dataset.report()).toMatchObject({ clusters: 1, superfluous: 2 });
  });

  it("is cancelled, and leaves the result before it", async () => {
    await add(...Array.from({ length: 3000 }, (_, i) => sampleOf(`s${i}`, `prompt ${i}`, `output ${i}`)));
    await workspace.dataset.check({});
    expect(await workspace.dataset.cancel()).toMatchObject({ state: "none", error: null });
    expect(await check()).toMatchObject({ state: "done", samples: 3000 });
  });
});
