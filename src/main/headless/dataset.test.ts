import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runAssay } from "./testing/run-assay.ts";

const text = "The quick brown fox jumps over the lazy dog, and then it sleeps in the sun until the evening comes.";
const sample = (id: string, input: string, output: string) =>
  JSON.stringify({
    sample_id: id,
    created_at: 1_764_145_200,
    source_trace_id: `t-${id}`,
    tier: "gold",
    input,
    output,
    validation: { quality_score: 0.9, validated: true },
  });

let folder: string;
let workspace: string;
const assay = (...args: string[]) => runAssay([...args, "--workspace", workspace]);
const json = async (...args: string[]) => {
  const { code, stdout } = await assay(...args, "--json");
  return { code, answer: JSON.parse(stdout) };
};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-dataset-"));
  workspace = join(folder, "w");
  const path = join(folder, "in.jsonl");
  const lines = [
    sample("s-1", "Tell a story.", text),
    sample("s-2", "Tell a story!", text.replace("evening", "morning")),
    sample("s-3", "Who is it?", "Write to jane.doe@gmail.com, please."),
    sample("s-4", "And now?", "  "),
  ];
  await writeFile(path, `${lines.join("\n")}\n`);
  expect((await assay("import", path)).code).toBe(0);
});
afterAll(() => rm(folder, { recursive: true }));

describe("the dataset at the command line", () => {
  it("is checked: counts of every check, and the lines that some of them find", async () => {
    const { code, answer } = await json("samples", "--check");
    expect(code).toBe(1);
    expect(answer.samples).toBe(4);
    const counts = Object.fromEntries(answer.checks.map(({ check, found }: { check: string; found: number }) => [check, found]));
    expect(counts).toMatchObject({ email: 1, "empty-output": 1, "card-number": 0 });
    const found = await json("samples", "--check", "empty-output", "email");
    expect([found.code, found.answer.map((one: { sample_id: string }) => one.sample_id)]).toEqual([1, ["s-3", "s-4"]]);
    expect(await json("samples", "--check", "card-number")).toEqual({ code: 0, answer: [] });
    expect((await assay("samples", "--check")).stdout).toContain("4 samples checked.");
    expect(await assay("samples", "--check", "emial")).toMatchObject({ code: 2, stderr: expect.stringContaining("Did you mean email?") });
    expect((await assay("samples", "--check", "--tier", "gold")).code).toBe(2);
  });

  it("has its duplicates told in clusters, at a threshold", async () => {
    const found = (await json("duplicates", "--threshold", "0.6")).answer;
    expect(found).toMatchObject({ samples: 4, threshold: 0.6, clusters: 1, superfluous: 1, found: [{ kind: "near", size: 2 }] });
    expect(found.found[0].members.map((one: { keep: boolean }) => one.keep)).toEqual([true, false]);
    expect((await json("duplicates", "--threshold", "1")).answer).toMatchObject({ clusters: 0, found: [] });
    expect((await assay("duplicates", "--threshold", "0.6")).stdout).toContain("1 clusters among 4 samples");
    for (const bad of ["0.5", "x", "2"]) expect((await assay("duplicates", "--threshold", bad)).code).toBe(2);
  });

  it("is kept under a name, compared, and brought back", async () => {
    expect((await json("snapshot", "create", "all four")).answer).toMatchObject({ name: "all four", samples: 4 });
    expect((await json("snapshot", "diff", "all four")).code).toBe(0);
    const path = join(folder, "more.jsonl");
    await writeFile(path, `${sample("s-5", "Later?", "Yes, later.")}\n`);
    await assay("import", path);
    expect(await json("snapshot", "diff", "all four")).toMatchObject({ code: 1, answer: { added: 1, removed: 0, changed: 0 } });
    expect((await assay("snapshot", "list")).stdout).toContain("all four");
    expect((await assay("snapshot", "restore", "all four")).code).toBe(0);
    expect((await json("snapshot", "diff", "all four")).code).toBe(0);
    const dataset = await readFile(join(workspace, "output", "training_samples.jsonl"), "utf8");
    expect(dataset.trimEnd().split("\n")).toHaveLength(4);
    await assay("snapshot", "create", "all four");
    expect((await assay("snapshot", "diff", "all four")).stderr).toContain("2 snapshots are called all four.");
    for (const args of [["create"], ["list", "x"], ["restore"], ["drop"], []]) expect((await assay("snapshot", ...args)).code).toBe(2);
    expect((await assay("snapshot", "restore", "none")).code).toBe(3);
  });
});
