import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { maxLineBytes } from "../../contract/index.ts";
import { runAssay } from "./testing/run-assay.ts";

let folder: string;
let workspace: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-cli-"));
  workspace = join(folder, "w");
});
afterEach(() => rm(folder, { recursive: true }));

const execution = (trace: string, engine: string, latency?: number, success = true) =>
  JSON.stringify({
    schema_version: 1,
    trace_id: trace,
    engine_id: engine,
    timestamp: 1_670_000_000,
    input: "i",
    output: "o",
    metrics: { ...(latency === undefined ? {} : { latency_ms: latency }), success },
  });

const sample = (id: string, tier: string) =>
  JSON.stringify({
    sample_id: id,
    created_at: 1_670_000_100,
    source_trace_id: "t",
    tier,
    input: "i",
    output: "o",
    validation: { quality_score: 0.95, validated: true },
  });

async function file(name: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, lines.map((line) => `${line}\n`).join(""));
  return path;
}

const assay = (...argv: string[]) => runAssay([...argv, "--workspace", workspace]);
const json = async (...argv: string[]) => JSON.parse((await assay(...argv, "--json")).stdout);

describe("assay import", () => {
  it("reports each file and the totals, and is idempotent", async () => {
    const path = await file("a.jsonl", [execution("1", "a", 10), "", execution("2", "a", 20), "not json"]);
    const first = await assay("import", path, "--json");
    expect(first.code).toBe(1);
    const counts = { lines: 4, accepted: 2, quarantined: 1, duplicates: 0, blank: 1 };
    expect(JSON.parse(first.stdout)).toEqual({
      files: [{ file: path, ...counts, kinds: { engine_execution: 2 } }],
      totals: counts,
      seconds: expect.any(Number),
    });
    expect((await json("import", path)).totals).toMatchObject({ accepted: 0, duplicates: 2 });
    expect((await json("import", path, "--keep-duplicates")).totals).toMatchObject({ accepted: 2, duplicates: 0 });
  });

  it("continues after a missing file, and exits with 3", async () => {
    const path = await file("a.jsonl", [execution("1", "a", 10)]);
    const { code, stdout, stderr } = await assay("import", join(folder, "missing.jsonl"), path, "--json");
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ totals: { accepted: 1 }, error: { code: "not_found" } });
    expect(stderr).toContain("missing.jsonl");
  });

  it("exits with 130 when stopped, with a report", async () => {
    const path = await file("a.jsonl", [execution("1", "a", 10)]);
    const { code, stdout } = await runAssay(["import", path, "--workspace", workspace, "--json"], { stop: AbortSignal.abort() });
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ totals: { accepted: 0 } });
  });
});

describe("assay stats", () => {
  it("has the shape that other tools rely on", async () => {
    const path = await file("a.jsonl", [
      execution("1", "a", 10),
      execution("2", "a", 20),
      execution("3", "a", 0, false),
      execution("4", "b"),
    ]);
    await assay("import", path);
    const all = { n: 3, min: 0, max: 20, avg: 10, p50: 10, p95: 19, p99: 19.8 };
    expect(await json("stats")).toEqual({
      method: "exact, linear interpolation",
      engines: [
        { engine_id: "a", count: 3, success_count: 2, success_rate: 2 / 3, latency_ms: all, quality: { n: 0, mean: null } },
        { engine_id: "b", count: 1, success_count: 1, success_rate: 1, latency_ms: { n: 0 }, quality: { n: 0, mean: null } },
      ],
      overall: { count: 4, success_count: 3, success_rate: 3 / 4, latency_ms: all, quality: { n: 0, mean: null } },
    });
    expect((await json("stats", "--successful-only", "--percentiles", "90,99.9", "--engine", "a")).engines).toEqual([
      expect.objectContaining({ latency_ms: { n: 2, min: 10, max: 20, avg: 15, p90: 19, "p99.9": expect.closeTo(19.99, 9) } }),
    ]);
    expect((await json("stats", "--from", "2030-01-01")).overall).toMatchObject({ count: 0, success_rate: null, latency_ms: { n: 0 } });
  });

  it("creates no workspace from a mistyped path", async () => {
    expect((await assay("stats")).code).toBe(3);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("assay collect", () => {
  const collect = (stdin: Uint8Array[], ...argv: string[]) =>
    runAssay(["collect", "--workspace", workspace, "--kind", "engine_execution", ...argv], { stdin });

  it("keeps every line byte for byte and counts them", async () => {
    const odd = execution("1", "a").replace('"i"', '"\\ud83d"');
    const { code, stdout } = await collect([Buffer.from(`\ufeff${odd}\r\n\n`), Buffer.from(execution("2", "b"))], "--json");
    expect({ code, counts: JSON.parse(stdout) }).toEqual({ code: 0, counts: { lines: 2, accepted: 2, quarantined: 0 } });
    expect(await readFile(join(workspace, "output", "events.jsonl"), "utf8")).toBe(`${odd}\n${execution("2", "b")}\n`);
  });

  it("acknowledges in order up to the last line, including rejected ones", async () => {
    const chunks = [0, 1, 2, 3].map((index) => Buffer.from(`${index === 2 ? "refused" : execution(String(index), "a")}\n`));
    const { code, stdout } = await collect(chunks, "--acks");
    const acks = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).durable);
    expect(code).toBe(1);
    expect(acks.at(-1)).toBe(4);
    expect(acks).toEqual([...acks].sort((a, b) => a - b));
  });

  it("quarantines a line over 16 MiB by its head and length, and continues", async () => {
    const { code } = await collect([Buffer.alloc(maxLineBytes + 5, "x"), Buffer.from(`\n${execution("1", "a")}\n`)]);
    expect(code).toBe(1);
    const refused = JSON.parse(await readFile(join(workspace, "output", "quarantine.jsonl"), "utf8"));
    expect(refused).toMatchObject({ size_bytes: maxLineBytes + 5, raw: "x".repeat(4096) });
    expect((await readFile(join(workspace, "output", "events.jsonl"), "utf8")).split("\n")).toHaveLength(2);
  });
});

describe("the other commands", () => {
  it("samples: lines byte for byte, by tier, or one array", async () => {
    const lines = [sample("s1", "gold"), sample("s2", "bronze"), sample("s3", "gold")];
    await assay("import", await file("s.jsonl", lines));
    expect((await assay("samples")).stdout).toBe(lines.map((line) => `${line}\n`).join(""));
    expect((await assay("samples", "--tier", "bronze")).stdout).toBe(`${lines[1]}\n`);
    expect(await json("samples", "--tier", "gold")).toHaveLength(2);
  });

  it("verify: ok, then a finding after the journal was edited", async () => {
    await assay("import", await file("a.jsonl", [execution("1", "a", 10)]));
    expect(await json("verify")).toMatchObject({ ok: true, channels: { events: { lines: 1, indexed: 1, torn_bytes: 0 } }, problems: [] });
    expect((await assay("verify")).code).toBe(0);
  });

  it("config: the configuration in force, with environment overrides", async () => {
    await assay("import", await file("a.jsonl", []));
    expect(await json("config")).toMatchObject({ version: "1", models: { max_bytes: 200_000_000 } });
  });

  it("models: adds, lists, verifies, and exits with 8 over the size limit", async () => {
    await assay("import", await file("a.jsonl", []));
    await writeFile(join(workspace, "assay.config.json"), JSON.stringify({ models: { max_bytes: 5 } }));
    const kept = await json("models", "add", await file("m.bin", ["1234"]));
    expect(kept).toMatchObject({ name: "m.bin", file: "m.bin", size_bytes: 5, format: "unknown" });
    const { outcome, ...listed } = kept;
    expect(outcome).toBe("added");
    expect(await json("models", "list")).toEqual([listed]);
    expect(await assay("models", "verify")).toMatchObject({ code: 0 });
    await writeFile(join(workspace, "models", "m.bin"), "12x4\n");
    expect(await assay("models", "verify", "m.bin")).toMatchObject({ code: 1 });
    expect(await assay("models", "add", await file("big.bin", ["12345"]))).toMatchObject({ code: 8 });
  });
});

describe("what is left out", () => {
  const comparison = (id: string, engines: Record<string, number | null>) =>
    JSON.stringify({
      schema_version: 1,
      comparison_id: id,
      timestamp: 1,
      query: "q",
      candidates: Object.entries(engines).map(([engine_id, quality]) => ({
        engine_id,
        output: "x",
        ...(quality === null ? {} : { metrics: { quality_score: quality } }),
      })),
    });

  it("engines known only from comparisons have a row on request, and the overall quality adds up", async () => {
    await assay("import", await file("a.jsonl", [execution("1", "a", 10), comparison("c", { a: 0.5, b: 0.25, c: 0.75, d: null })]));
    type Row = { engine_id: string; count: number; quality: { n: number; mean: number | null } };
    const sum = (rows: { quality: Row["quality"] }[]) => rows.reduce((all, { quality }) => all + quality.n, 0);
    const listed = await json("stats");
    expect(listed.engines.map((row: Row) => row.engine_id)).toEqual(["a"]);
    expect(listed.overall.quality).toEqual({ n: 3, mean: 0.5 });
    expect(listed.compared_only).toEqual({ engines: 2, quality: { n: 2, mean: 0.5 } });
    expect(sum([...listed.engines, listed.compared_only])).toBe(3);
    const all = await json("stats", "--include-compared");
    expect(all.engines.map((row: Row) => [row.engine_id, row.count, row.quality.n])).toEqual([
      ["a", 1, 1],
      ["b", 0, 1],
      ["c", 0, 1],
      ["d", 0, 0],
    ]);
    expect(all).not.toHaveProperty("compared_only");
    expect(sum(all.engines)).toBe(all.overall.quality.n);
    expect((await assay("stats")).stderr).toContain("2 scores of 2 engines that are known from comparisons only");
    expect((await assay("stats", "--include-compared")).stderr).toBe("");
  });

  it("stats and samples note what they leave out, verify reports it until it is fixed, and --repair is not suggested", async () => {
    await assay("import", await file("a.jsonl", [execution("1", "a", 10)]));
    const events = join(workspace, "output", "events.jsonl");
    await writeFile(events, `${execution("2", "a", -5)}\n${comparison("c", { a: 0.5, b: null })}\n`, { flag: "a" });
    await writeFile(join(workspace, "output", "training_samples.jsonl"), '{"sample_id":"s","tier":"gold"}\n');
    const stats = await assay("stats");
    expect(stats.code).toBe(0);
    expect(stats.stderr).toContain("1 line of events.jsonl is not a valid record and is not counted");
    expect(stats.stderr).toContain(`assay import ${events} --workspace ${workspace}`);
    const samples = await assay("samples");
    expect(samples).toMatchObject({ code: 0, stdout: "" });
    expect(samples.stderr).toContain("1 line of training_samples.jsonl is not a valid record and is not counted");
    await writeFile(join(workspace, "output", "training_samples.jsonl"), "");
    const verified = await assay("verify");
    expect(verified.code).toBe(1);
    expect(verified.stderr).not.toContain("--repair");
    expect((await assay("import", events)).code).toBe(0);
    expect((await assay("verify")).stderr).not.toContain("in no view");
    await writeFile(events, `${execution("1", "a", 10)}\n${comparison("c", { a: 0.5, b: null })}\n`);
    expect(await json("verify")).toMatchObject({ ok: true, problems: [] });
  });

  it("a refused file is in the report with its error, and the others are imported", async () => {
    const array = await file("notes.pdf", ["%PDF-1.7", "%âãÏÓ"]);
    const good = await file("good.jsonl", [execution("3", "a")]);
    const empty = await file("empty.jsonl", []);
    const { code, stdout, stderr } = await assay("import", array, good, empty, "--json");
    expect(code).toBe(4);
    const { files, totals, error } = JSON.parse(stdout);
    expect(files).toMatchObject([
      { file: array, lines: 0, accepted: 0, quarantined: 0, error: { code: "refused" } },
      { file: good, accepted: 1 },
      { file: empty, lines: 0 },
    ]);
    expect(error).toEqual(files[0].error);
    expect(totals).toEqual({ lines: 1, accepted: 1, quarantined: 0, duplicates: 0, blank: 0 });
    expect(stderr).toContain(`${empty}: The file is empty.`);
    expect(await readFile(join(workspace, "output", "quarantine.jsonl"), "utf8")).toBe("");
  });
});
