import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runAssay } from "./testing/run-assay.ts";

/** Files of other tools on the command line. */

let folder: string;
let workspace: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-foreign-"));
  workspace = join(folder, "w");
});
afterEach(() => rm(folder, { recursive: true }));

const assay = (...args: string[]) => runAssay([...args, "--workspace", workspace]);
const put = async (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
  return path;
};
const stats = async () => JSON.parse((await assay("stats", "--json")).stdout);

const call = (id: string, seconds: number, more: object = {}) => ({
  id,
  call_type: "acompletion",
  status: "success",
  model: "gpt-4o",
  model_group: "gpt-4o",
  startTime: 1_764_145_200,
  endTime: 1_764_145_200 + seconds,
  completionStartTime: 1_764_145_200.1,
  response_time: 0.1,
  prompt_tokens: 10,
  completion_tokens: 5,
  total_tokens: 15,
  response_cost: 0.001,
  cache_hit: false,
  messages: [{ role: "user", content: "hello" }],
  response: { choices: [{ message: { role: "assistant", content: "hi" } }] },
  ...more,
});
const lines = (rows: readonly object[]) => `${rows.map((row) => JSON.stringify(row)).join("\n")}\n`;

describe("a LiteLLM log", () => {
  it("comes in with its unit proved, its origin named, and once", async () => {
    const path = await put("log.jsonl.gz", gzipSync(lines([call("a", 0.8), call("b", 2, { status: "failure", response: null })])));
    const first = await assay("import", path, "--json");
    expect(first.code).toBe(0);
    const { files, totals } = JSON.parse(first.stdout);
    expect(totals).toEqual({ lines: 2, accepted: 2, quarantined: 0, duplicates: 0, blank: 0 });
    expect(files[0].conversions).toMatchObject([{ dialect: "litellm", rows: 2, records: 2 }]);
    const [engine] = (await stats()).engines;
    expect(engine).toMatchObject({ engine_id: "gpt-4o", count: 2, success_count: 1, latency_ms: { n: 2, min: 800, max: 2000 } });
    const [record] = (await readFile(join(workspace, "output", "events.jsonl"), "utf8"))
      .split("\n")
      .map((line) => JSON.parse(line || "{}"));
    expect(record.source).toMatchObject({
      dialect: "litellm",
      version: expect.any(String),
      file: path,
      line: 1,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    // A grown file, under another name.
    const grown = await put("later.jsonl", lines([call("a", 0.8), call("b", 2), call("c", 1)]));
    expect(JSON.parse((await assay("import", grown, "--json")).stdout).totals).toMatchObject({ accepted: 1, duplicates: 2 });
    expect((await assay("verify")).code).toBe(0);
  });

  it("is shown by --dry-run, which writes nothing", async () => {
    const path = await put("log.jsonl", lines([call("a", 0.8)]));
    const { code, stdout } = await assay("import", path, "--dry-run");
    expect(code).toBe(0);
    expect(stdout).toContain("LiteLLM");
    expect(stdout).toMatch(/metrics\.latency_ms: .* -> 800, because/);
    expect((await stats()).overall.count).toBe(0);
    const { files } = JSON.parse((await assay("import", path, "--dry-run", "--json")).stdout);
    expect(files).toMatchObject([{ plan: { dialect: "litellm" }, records: { engine_execution: 1 }, asks: [] }]);
  });
});

describe("a table of one's own", () => {
  const table =
    'when,which model,took_s,ok,question,reply\n2025-11-26T08:00:00Z,small,0.8,yes,"one, two",x\n2025-11-26T08:00:01Z,large,2.5,no,"line\none",y\n';

  it("is not recognised, and nothing is taken until its fields are mapped", async () => {
    const path = await put("own.csv", table);
    const refused = await assay("import", path);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("was not recognised");
    expect(await readFile(join(workspace, "output", "quarantine.jsonl"), "utf8")).toBe("");
    const { files } = JSON.parse((await assay("import", path, "--dry-run", "--json")).stdout);
    expect(files[0].proposal.mapping).toMatchObject({
      engine: { from: "which model" },
      latency: { from: "took_s", unit: "s" },
      success: { from: "ok" },
    });
    // What is proposed is a recipe.
    const recipe = await put("recipe.json", JSON.stringify(files[0].plan));
    const done = await assay("import", path, "--recipe", recipe, "--json");
    expect(JSON.parse(done.stdout).totals).toMatchObject({ accepted: 2, quarantined: 0 });
    expect((await stats()).engines).toMatchObject([
      { engine_id: "large", success_count: 0, latency_ms: { n: 1, min: 2500 } },
      { engine_id: "small", success_count: 1, latency_ms: { n: 1, min: 800 } },
    ]);
    // The hash of its row names a record.
    for (const line of (await readFile(join(workspace, "output", "events.jsonl"), "utf8")).trimEnd().split("\n")) {
      const { trace_id, source } = JSON.parse(line);
      expect(trace_id).toBe(`custom-${source.sha256.slice(0, 24)}`);
    }
  });

  it("with rows that do not fit its header: those are quarantined, the others come in", async () => {
    const path = await put("own.csv", `${table}too,few\n`);
    const recipe = await put(
      "recipe.json",
      JSON.stringify({ dialect: "custom", answers: { timestamp: 1 }, mapping: { engine: { from: "which model" } } }),
    );
    const { code, stdout } = await assay("import", path, "--recipe", recipe, "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout).totals).toEqual({ lines: 3, accepted: 2, quarantined: 1, duplicates: 0, blank: 0 });
    expect(JSON.parse(await readFile(join(workspace, "output", "quarantine.jsonl"), "utf8"))).toMatchObject({
      raw: "too,few",
      source: path,
    });
  });
});

describe("what a file leaves open", () => {
  const rows = lines(
    [1, 2].map((i) => ({
      custom_id: `r${i}`,
      result: {
        type: "succeeded",
        message: {
          role: "assistant",
          model: "claude",
          content: [{ type: "text", text: "hi" }],
          usage: { input_tokens: 3, output_tokens: 1 },
        },
      },
    })),
  );

  it("is told by an option; until then those rows are left out and nothing is quarantined", async () => {
    const path = await put("batch.jsonl", rows);
    const open = await assay("import", path);
    expect(open.code).toBe(1);
    expect(open.stderr).toContain("2 rows are left out, to be told: --time T");
    const told = await assay("import", path, "--time", "2026-01-01", "--json");
    expect(told.code).toBe(0);
    expect(JSON.parse(told.stdout).totals).toEqual({ lines: 2, accepted: 2, quarantined: 0, duplicates: 0, blank: 0 });
  });
});

describe("a folder", () => {
  it("stands for the files in it: some say something about others, and what is no data is passed over", async () => {
    const request = (i: number) => ({
      custom_id: `r${i}`,
      method: "POST",
      url: "/v1/chat/completions",
      body: { model: "gpt-4o", messages: [{ role: "user", content: `question ${i}` }] },
    });
    const answer = (i: number) => ({
      id: `b${i}`,
      custom_id: `r${i}`,
      error: null,
      response: {
        status_code: 200,
        request_id: "q",
        body: { model: "gpt-4o-2024-08-06", created: 1_729_730_156, choices: [{ message: { role: "assistant", content: "answer" } }] },
      },
    });
    await put("batch/input.jsonl", lines([1, 2, 3].map(request)));
    await put("batch/output.jsonl", lines([1, 2].map(answer)));
    await put("batch/README.md", "# What this is\n\nNotes.\n");
    await put("batch/.hidden/events.jsonl", "no json\n");
    const { code, stdout, stderr } = await assay("import", join(folder, "batch"), "--json");
    expect(code).toBe(0);
    expect(stderr).toContain("Passed over, because they are not recognised: 1 file");
    expect(JSON.parse(stdout).totals).toMatchObject({ accepted: 2, quarantined: 0 });
    const events = (await readFile(join(workspace, "output", "events.jsonl"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map(({ input }) => input)).toEqual(["question 1", "question 2"]);
  });

  it("joins a file of more bytes than a chunk to rows that stand alone", async () => {
    const long = (i: number) => `${"long ".repeat(200_000)}${i}`;
    const ids = [1, 2];
    await put(
      "batch/input.jsonl",
      lines(ids.map((i) => ({ custom_id: `r${i}`, params: { model: "claude", messages: [{ role: "user", content: long(i) }] } }))),
    );
    const message = { role: "assistant", model: "claude", content: [{ type: "text", text: "hi" }] };
    await put(
      "batch/results.jsonl",
      lines(ids.map((i) => ({ custom_id: `r${i}`, result: { type: "succeeded", message: { ...message, id: `m${i}` } } }))),
    );
    const { code } = await assay("import", join(folder, "batch"), "--time", "2026-01-01T00:00:00Z");
    expect(code).toBe(0);
    const events = (await readFile(join(workspace, "output", "events.jsonl"), "utf8")).trim().split("\n");
    expect(events.map((line) => JSON.parse(line).input)).toEqual(ids.map(long));
  });
});

describe("lines that are none", () => {
  it("a file whose first hundred rows are all rejected is not poured into quarantine", async () => {
    const path = await put("log.jsonl", lines(Array.from({ length: 150 }, (_, i) => ({ level: "info", message: `m${i}` }))));
    const { code, stderr } = await assay("import", path);
    expect(code).toBe(1);
    expect(stderr).toContain("None of its first 100 rows is a record");
    expect(await readFile(join(workspace, "output", "quarantine.jsonl"), "utf8")).toBe("");
  });

  it.each([
    [["--dialect", "litelm"], "Did you mean litellm?"],
    [["--dialect", "litellm", "--recipe", "r"], "A recipe names its dialect"],
    [["--success", "maybe"], "--success must be one of true, false"],
    [["--time", "yesterday"], "--time must be"],
  ])("%j is wrong usage", async (args, says) => {
    const { code, stderr } = await assay("import", "x.jsonl", ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  it("a recipe that is none says what one is", async () => {
    const path = await put("log.jsonl", lines([call("a", 1)]));
    const { code, stderr } = await assay("import", path, "--recipe", await put("r.json", '{"dialect":1}'));
    expect(code).toBe(2);
    expect(stderr).toContain("is no recipe");
  });
});

it("a copy of an import's journal brings nothing twice into its own workspace", async () => {
  const path = await put("log.jsonl", lines([call("a", 0.8)]));
  await assay("import", path);
  const copy = join(folder, "copy.jsonl");
  await cp(join(workspace, "output", "events.jsonl"), copy);
  expect(JSON.parse((await assay("import", copy, "--json")).stdout).totals).toMatchObject({ accepted: 0, duplicates: 1 });
});
