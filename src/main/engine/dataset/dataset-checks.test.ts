import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CheckName } from "../../../contract/index.ts";
import { openTemporary, temporaryFolder } from "../testing/open-temporary.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { computePart, defaultSplit } from "./scan/split-part.ts";
import { randomFrom, sentence, toSampleLine, varied } from "./testing/planted.ts";

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
      toSampleLine(`p-two-${i}a`, prompt, text(30), "gold"),
      toSampleLine(`p-two-${i}b`, `  ${prompt.toUpperCase()} `, text(30), "bronze"),
    );
    const calm = text(14);
    planted["two-tiers"].push(toSampleLine(`n-two-${i}a`, calm, text(30), "gold"), toSampleLine(`n-two-${i}b`, calm, text(30), "gold"));
    const [asked, said] = [text(14), text(30)];
    planted.conflict.push(toSampleLine(`p-con-${i}a`, asked, said, "silver"), toSampleLine(`p-con-${i}b`, asked, `${said}  `, "bronze"));
    const other = text(14);
    planted.conflict.push(toSampleLine(`n-con-${i}a`, other, text(30), "silver"), toSampleLine(`n-con-${i}b`, other, text(30), "bronze"));
    const [q, a] = [text(60), text(80)];
    planted.duplicate.push(
      toSampleLine(`p-dup-${i}a`, q, a),
      toSampleLine(`p-dup-${i}b`, i < 5 ? q : varied(q, random, 1), i < 5 ? a.toUpperCase() : varied(a, random, 1)),
    );
    // The same template with another question, and the same answer to another prompt.
    const template = text(60);
    planted.duplicate.push(
      toSampleLine(`n-dup-${i}a`, `${template} ${text(8)}`, text(80)),
      toSampleLine(`n-dup-${i}b`, `${template} ${text(8)}`, text(80)),
    );
    planted.length.push(toSampleLine(`p-len-${i}a`, text(14), i % 2 ? "Yes." : text(3)), toSampleLine(`p-len-${i}b`, text(14), text(1500)));
    planted.length.push(toSampleLine(`n-len-${i}a`, text(14), text(14)), toSampleLine(`n-len-${i}b`, text(14), text(120)));
  }
  // Nearly the same prompts that fall into different parts, and others that stay in one.
  for (let leaks = 0, calm = 0, i = 0; leaks < 10 || calm < 10; i++) {
    const prompt = text(50);
    const near = varied(prompt, random, 1);
    const isLeak = computePart({ input: prompt }, defaultSplit) !== computePart({ input: near }, defaultSplit);
    if (isLeak ? leaks++ >= 10 : calm++ >= 10) continue;
    const name = isLeak ? "p-lea" : "n-lea";
    planted.leakage.push(toSampleLine(`${name}-${i}a`, prompt, text(30)), toSampleLine(`${name}-${i}b`, near, text(30)));
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
    const filler = Array.from({ length: 200 }, (_, i) => toSampleLine(`f-${i}`, sentence(random, 14), sentence(random, 20 + (i % 40))));
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
    await add(toSampleLine("a", "What is the address?", "Write to jane.doe@gmail.com."), toSampleLine("b", "And then?", "That is all."));
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
    await add(toSampleLine("c", "And hers?", "It is eva@web.de."));
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
    await add(toSampleLine("s", "Is it so?", "yes,  it is."), toSampleLine("t", "Is it so?", "Perhaps."));
    const { rows } = await workspace.comparisons({ filter: {}, limit: 1 });
    await workspace.curation.apply([{ type: "reject", comparison: rows[0]?.key ?? "", position: 0 }]);
    await check();
    expect(await idsFoundBy("conflict")).toEqual(["s"]);
  });

  it("suggests which duplicate to keep, and why; removing the others is one step", async () => {
    const [q, a] = ["What is the tallest mountain in Europe, and how high is it?", "Mount Elbrus, at 5642 metres above the sea."];
    await add(
      toSampleLine("bronze", q, a, "bronze"),
      toSampleLine("best", q, a, "gold", 0.95),
      toSampleLine("worse", q, a, "gold", 0.9),
      toSampleLine("other", "Why?", a),
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
    await add(...Array.from({ length: 3000 }, (_, i) => toSampleLine(`s${i}`, `prompt ${i}`, `output ${i}`)));
    await workspace.dataset.check({});
    expect(await workspace.dataset.cancel()).toMatchObject({ state: "none", error: null });
    expect(await check()).toMatchObject({ state: "done", samples: 3000 });
  });
});
