import { appendFile, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { freshFolder } from "../engine/testing/fresh-folder.ts";
import { treeSnapshot } from "../engine/testing/tree-snapshot.ts";
import { type Ran, runAssay } from "./testing/run-assay.ts";

const folder = freshFolder("export");
const workspace = () => join(folder(), "ws");
const out = (...parts: string[]) => join(folder(), "out", ...parts);

const comparison = (id: string, answers: Record<string, number | null>, winner?: string) => ({
  comparison_id: id,
  query: `question ${id}`,
  candidates: Object.entries(answers).map(([engine_id, score]) => ({
    engine_id,
    output: `${engine_id} answers ${id}`,
    ...(score === null ? {} : { metrics: { quality_score: score } }),
  })),
  ...(winner === undefined ? {} : { winner: { engine_id: winner, score: 0.9 } }),
});
const sample = (id: string, input = `question ${id}`, output = `answer ${id}`) => ({
  sample_id: id,
  created_at: 1_700_000_000,
  source_trace_id: `t-${id}`,
  tier: "gold",
  input,
  output,
  validation: { quality_score: 0.8, validated: true },
});

async function bringIn(records: readonly object[]): Promise<void> {
  const path = join(folder(), "in.jsonl");
  await writeFile(path, records.map((one) => `${JSON.stringify(one)}\n`).join(""));
  expect((await runAssay(["import", path, "--workspace", workspace()])).code).toBe(0);
}
async function decide(...lines: object[]): Promise<void> {
  const stdin = lines.map((line) => Buffer.from(`${JSON.stringify(line)}\n`));
  expect((await runAssay(["decide", "--workspace", workspace()], { stdin })).code).toBe(0);
}
const exporting = (...argv: string[]): Promise<Ran> => runAssay(["export", "--workspace", workspace(), ...argv]);
const exported = async (...argv: string[]) => JSON.parse((await exporting(...argv, "--json")).stdout);
const rows = async (...parts: string[]) =>
  (await readFile(out(...parts), "utf8"))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

describe("assay export", () => {
  beforeEach(() =>
    bringIn([sample("s1"), sample("s2"), comparison("c1", { a: 0.9, b: 0.4, c: 0.1 }, "a"), comparison("c2", { a: 0.5, b: 0.5 })]),
  );

  it("changes no byte of the workspace", async () => {
    const before = await treeSnapshot(workspace());
    expect((await exporting("--target", "chat", "--out", out())).code).toBe(0);
    expect((await exporting("--target", "trl-preference", "--dry-run")).code).toBe(0);
    expect(await treeSnapshot(workspace())).toEqual(before);
    expect(await rows("train.jsonl")).toHaveLength(2);
  });

  it("makes pairs of decisions, and of the record where there are none", async () => {
    const pairsOf = async (...argv: string[]) => {
      await exporting("--target", "trl-preference", "--out", out(), "--force", ...argv);
      return (await rows("train.jsonl")).map(({ chosen, rejected }) => [chosen[0].content, rejected[0].content]);
    };
    expect(await pairsOf()).toEqual([["a answers c1", "c answers c1"]]);
    expect(await pairsOf("--pairs", "best-each", "--min-margin", "0.6")).toEqual([["a answers c1", "c answers c1"]]);
    await decide(
      { action: "promote", comparison_id: "c1", candidate: 1, tier: "gold" },
      { action: "reject", comparison_id: "c1", candidate: 0 },
      { action: "winner", comparison_id: "c2", candidate: 1 },
    );
    expect(await pairsOf("--pairs", "best-each")).toEqual([
      ["b answers c1", "c answers c1"],
      ["b answers c1", "a answers c1"],
      ["b answers c2", "a answers c2"],
    ]);
    await decide({ action: "tie", comparison_id: "c1" }, { action: "all_bad", comparison_id: "c2" });
    expect(await exported("--target", "trl-preference", "--dry-run")).toMatchObject({ rows: 0, pair_counts: { all: 0 } });
    const labels = async (...argv: string[]) => (await exported("--target", "trl-kto", "--dry-run", ...argv)).splits[0].labels;
    // Of the tie the gold one is wanted and the rejected one is not, as they are by themselves; and both samples of the file are wanted.
    expect(await labels()).toEqual({ true: 3, false: 3 });
    expect(await labels("--ties", "both")).toEqual({ true: 4, false: 3 });
  });

  it("tells before what it would leave out, and mends what it is asked to", async () => {
    await bringIn([sample("s3", "q", " ")]);
    const { code, stdout } = await exporting("--target", "chat", "--dry-run");
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining("s3 (t-s3): Turn 1 of the answer is empty.") });
    expect(stdout).toContain("Would write 2 rows of 3 items, from 3 samples.");
    expect(stdout).toContain('{"messages":[{"role":"user","content":"question s1"},{"role":"assistant","content":"answer s1"}]}');
  });

  it("leaves out what checks find, and says so before and in the manifest", async () => {
    const text = "The capital of the country is a large city by the river, known for its bridges and museums.";
    await bringIn([
      sample("r", "Tell me a secret.", "I'm sorry, but I can't help with that."),
      sample("m", "Who answers?", "Write to jane.doe@example-company.com for that."),
      sample("d1", "What is the capital?", text),
      { ...sample("d2", "What is the capital?", `${text}!`), tier: "silver" },
    ]);
    await decide(
      { action: "promote", comparison_id: "c1", candidate: 0, tier: "gold" },
      { action: "reject", comparison_id: "c1", candidate: 1 },
    );
    await bringIn([sample("j", "question c1", "b answers c1")]);
    const asked = ["--leave-out", "refusal", "--leave-out", "email", "--leave-out", "duplicate", "--leave-out", "conflict"];
    const before = await treeSnapshot(workspace());
    const { skipped } = await exported("--target", "jsonl", "--dry-run", ...asked);
    const counts = Object.fromEntries(skipped.map(({ reason, count }: { reason: string; count: number }) => [reason, count]));
    expect(counts).toEqual({ "check:refusal": 1, "check:email": 1, "check:conflict": 1, "check:duplicate": 1 });
    expect((await exporting("--target", "jsonl", "--dry-run", ...asked)).stdout).toContain("Samples that the check “Refusal” found");
    expect((await exporting("--target", "jsonl", "--out", out(), ...asked)).code).toBe(0);
    expect(await treeSnapshot(workspace())).toEqual(before);
    const ids = (await rows("train.jsonl")).map(({ sample_id }) => sample_id);
    expect(ids.filter((id) => ["r", "m", "d1", "d2", "j", "s1"].includes(id))).toEqual(["s1", "d1"]);
    const manifest = JSON.parse(await readFile(out("manifest.json"), "utf8"));
    expect(manifest.request).toMatchObject({ leave_out: ["conflict", "duplicate", "email", "refusal"], similarity: 0.85 });
    expect(manifest.skipped).toEqual(counts);
    const refused = await exporting("--target", "trl-kto", "--dry-run", "--leave-out", "email");
    expect(refused).toMatchObject({ code: expect.any(Number), stderr: expect.stringContaining("it is for targets of samples") });
    expect((await exporting("--target", "chat", "--dry-run", "--leave-out", "emial")).stderr).toContain("Did you mean email?");
  });

  it("keeps prompts apart, and old rows where they were when the dataset grows", async () => {
    const many = (n: number) => Array.from({ length: n }, (_, i) => sample(`m${i}`, `prompt ${i % 40}`, `answer ${i}`));
    await bringIn(many(60));
    const split = async (name: string) => {
      await exporting("--target", "chat", "--out", out(name), "--split", "train=0.7,test=0.3", "--seed", "5");
      const of = async (file: string) => (await rows(name, file)).map(({ messages }) => messages as { content: string }[]);
      return { train: await of("train.jsonl"), test: await of("test.jsonl") };
    };
    const before = await split("before");
    const prompts = (turns: { content: string }[][]) => new Set(turns.map(([user]) => user?.content));
    const inTest = prompts(before.test);
    expect([...prompts(before.train)].filter((prompt) => inTest.has(prompt))).toEqual([]);
    await bringIn(Array.from({ length: 50 }, (_, i) => sample(`n${i}`, `new ${i}`)));
    const after = await split("after");
    expect(after.train.slice(0, before.train.length)).toEqual(before.train);
    expect(after.test.slice(0, before.test.length)).toEqual(before.test);

    const { stdout, code } = await runAssay(["diff", out("before"), out("after"), "--json"]);
    const diff = JSON.parse(stdout);
    expect(code).toBe(1);
    const sum = (key: string) => diff.files.reduce((all: number, file: Record<string, number>) => all + (file[key] ?? 0), 0);
    expect([sum("added"), sum("removed"), sum("changed"), sum("moved")]).toEqual([50, 0, 0, 0]);
    expect((await runAssay(["diff", out("after"), out("after")])).code).toBe(0);
  });

  it("gives the same bytes again, for every encoding", async () => {
    for (const target of ["chat", "csv", "parquet", "hf-dataset"]) {
      for (const name of ["one", "other"])
        expect((await exporting("--target", target, "--out", out(target, name), "--split", "train=0.5,test=0.5")).code).toBe(0);
      for (const file of await readdir(out(target, "one")))
        expect(await readFile(out(target, "other", file)), `${target} ${file}`).toEqual(await readFile(out(target, "one", file)));
      expect((await runAssay(["diff", out(target, "one"), out(target, "other")])).code, target).toBe(0);
    }
  });

  it("finds what changed between two exports, whatever their encoding", async () => {
    await bringIn([sample("x", "same question", "old answer")]);
    for (const target of ["chat", "csv"]) await exporting("--target", target, "--out", out(target, "a"));
    const path = join(workspace(), "output", "training_samples.jsonl");
    await writeFile(path, (await readFile(path, "utf8")).replace("old answer", "new answer").replace(/^.*"s1".*\n/m, ""));
    for (const target of ["chat", "csv"]) {
      await exporting("--target", target, "--out", out(target, "b"));
      const diff = JSON.parse((await runAssay(["diff", out(target, "a"), out(target, "b"), "--json"])).stdout);
      expect(diff.files, target).toMatchObject([{ rows_a: 3, rows_b: 2, added: 0, removed: 1, changed: 1, moved: 0 }]);
    }
  });

  it("is refused in words that say what to do", async () => {
    const refusal = async (code: number, ...argv: string[]) => {
      const ran = await exporting(...argv);
      expect(ran.code, ran.stderr).toBe(code);
      return ran.stderr;
    };
    expect(await refusal(2, "--target", "trl-preferense", "--out", out())).toContain("Did you mean trl-preference? Targets: chat, ");
    expect(await refusal(2, "--target", "chat", "--out", out(), "--filter", '{"tagg":"x"}')).toContain(
      "Did you mean tag? Its keys: tiers,",
    );
    expect(await refusal(2, "--target", "trl-kto", "--out", out(), "--filter", '{"tiers":["gold"]}')).toContain(
      "A filter of comparisons has no key",
    );
    expect(await refusal(2, "--target", "chat", "--out", out(), "--split", "train=0.9,test=0.2")).toContain("must add up to 1, not 1.1");
    expect(await refusal(2, "--target", "chat", "--out", out(), "--split", "a=0.5,a=0.5")).toContain("names a twice");
    expect(await refusal(2, "--target", "chat", "--out", out(), "--pairs", "all")).toContain("takes no pair policy");
    expect(await refusal(2, "--target", "chat")).toContain("--out PATH is missing");
    expect(await refusal(4, "--target", "chat", "--out", join(workspace(), "output", "x"))).toContain("not for exports");
    expect(await refusal(4, "--target", "chat", "--out", join(workspace(), "exports"))).toContain("not for exports");
    await mkdir(out(), { recursive: true });
    await symlink(folder(), join(folder(), "link"));
    expect(await refusal(4, "--target", "chat", "--out", join(folder(), "link"))).toContain("is a symbolic link");
    await writeFile(out("theirs.txt"), "precious");
    expect(await refusal(4, "--target", "chat", "--out", out())).toContain("--force");
    expect(await refusal(4, "--target", "chat", "--out", out(), "--force")).toContain("is not replaced");
    expect(await readdir(out())).toEqual(["theirs.txt"]);
    expect(await readdir(folder())).toEqual(["in.jsonl", "link", "out", "ws"]);
  });

  it("leaves the workspace by no link in it", async () => {
    await rm(join(workspace(), "exports"), { recursive: true });
    await mkdir(out(), { recursive: true });
    await symlink(out(), join(workspace(), "exports"));
    const { code, stderr } = await exporting("--target", "chat", "--out", join(workspace(), "exports", "x"));
    expect({ code, stderr }).toMatchObject({ code: 4, stderr: expect.stringContaining("leads out of the workspace") });
    expect(await readdir(out())).toEqual([]);
  });

  it("writes text that every reader of lines takes for one line, and no half characters", async () => {
    const path = join(workspace(), "output", "training_samples.jsonl");
    await appendFile(path, `${JSON.stringify(sample("odd", "a\u2028b\u2029c\u0085d", "=cmd()"))}\n`);
    await appendFile(path, `${JSON.stringify({ ...sample("half"), engine_id: "x" }).replace('"x"', '"\\ud800"')}\n`);
    await exporting("--target", "chat", "--out", out("chat"), "--fix", "valid-text");
    const text = await readFile(out("chat", "train.jsonl"), "utf8");
    expect(text).toContain("a\\u2028b\\u2029c\\u0085d");
    expect(text.split(/[\n\u2028\u2029\u0085]/)).toHaveLength(5);
    expect(await readFile(out("chat", "manifest.json"), "utf8")).not.toContain("\ufeff");
    await exporting("--target", "csv", "--out", out("csv"));
    expect(await readFile(out("csv", "train.csv"), "utf8")).toContain("'=cmd()");
  });

  it("writes nothing, and says so, where no row is left", async () => {
    const { code, stdout } = await exporting("--target", "chat", "--out", out(), "--tier", "bronze");
    expect({ code, stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining("Wrote nothing") });
    expect((await exporting("--target", "chat", "--dry-run", "--tier", "bronze")).code).toBe(1);
    expect(await readdir(folder())).toEqual(["in.jsonl", "ws"]);
  });
});
