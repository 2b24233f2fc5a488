import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tinyLlama } from "../engine/testing/tiny-models.ts";
import { runAssay } from "./testing/run-assay.ts";

let folder: string;
const zone = process.env.TZ;
const dayS = 1_699_920_000; // 2023-11-14T00:00Z

const execution = (hour: number, engine: string, cost?: number) =>
  JSON.stringify({
    schema_version: 1,
    trace_id: `${engine}-${hour}`,
    engine_id: engine,
    timestamp: dayS + hour * 3600,
    input: "i",
    output: "o",
    metrics: { success: true, cost_usd: cost },
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-stats-"));
  const lines = Array.from({ length: 72 }, (_, hour) => execution(hour - 24, "hourly")).concat(
    execution(0, "GPT-4o", 0.002),
    execution(1, "GPT-4o", 0.001),
  );
  const compared = { comparison_id: "c", query: "q", candidates: [{ engine_id: "only-compared", output: "o" }] };
  const path = join(folder, "in.jsonl");
  await writeFile(path, `${[...lines, JSON.stringify(compared)].join("\n")}\n`);
  expect((await runAssay(["import", path, "--workspace", join(folder, "w")])).code).toBe(0);
});
afterAll(async () => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  await rm(folder, { recursive: true });
});

const assay = (...argv: string[]) => runAssay([...argv, "--workspace", join(folder, "w")]);

describe("assay stats", () => {
  it.each(["UTC", "Asia/Kolkata", "America/St_Johns", "Pacific/Kiritimati"])("means UTC in %s", async (tz) => {
    process.env.TZ = tz;
    for (const [from, to] of [
      ["2023-11-14", "2023-11-15"],
      ["2023-11-14T00:00", "2023-11-15T00:00"],
      ["2023-11-14", "2023-11-15T00:00:00"],
      ["2023-11-14T05:30+05:30", "2023-11-14T19:00-05:00"],
    ] as const) {
      const { stdout } = await assay("stats", "--engine", "hourly", "--from", from, "--to", to, "--json");
      expect([from, to, JSON.parse(stdout).overall.count]).toEqual([from, to, 24]);
    }
  });

  it("the table has the mean cost where some engine reports one, with its interval when asked", async () => {
    const { stdout } = await assay("stats", "--include-compared");
    expect(stdout).toMatch(/ cost n +mean USD$/m);
    expect(stdout).toMatch(/^GPT-4o .* 2 +0\.0015$/m);
    expect(stdout).toMatch(/^hourly .* 0 +–$/m);
    expect(stdout).toMatch(/^overall .* 2 +0\.0015$/m);
    expect((await assay("stats", "--intervals")).stdout).toMatch(/^GPT-4o .* 2 +0\.0015/m);
    expect((await assay("stats", "--engine", "hourly")).stdout).not.toContain("USD");
  });

  it("--change says what moved against the period before, in the table and in JSON, and needs a range", async () => {
    process.env.TZ = "UTC";
    const range = ["--from", "2023-11-14", "--to", "2023-11-15", "--percentiles", "50", "--change"];
    const { stdout } = await assay("stats", ...range, "--json");
    const { engines, overall } = JSON.parse(stdout);
    const before = { from: dayS - 86_400, to: dayS, count: 24, latency_n: 0 };
    const hourly = engines.find((one: { engine_id: string }) => one.engine_id === "hourly");
    const moved = { before, success_rate: { value: 0, interval: [expect.closeTo(-0.138, 3), expect.closeTo(0.138, 3)] } };
    expect(hourly.change).toEqual({ ...moved, latency_ms: { p50: { value: null, interval: [null, null] } } });
    expect(overall.change.before).toEqual(before);
    expect(engines.find((one: { engine_id: string }) => one.engine_id === "GPT-4o")).not.toHaveProperty("change");
    const table = await assay("stats", ...range);
    expect(table.stdout).toMatch(/^hourly .* 0\.0 \(−13\.8 to \+13\.8\) +–$/m);
    expect(table.stderr).toContain("Changes are against 2023-11-13 00:00:00 to 2023-11-14 00:00:00 UTC");
    expect(await assay("stats", "--change")).toMatchObject({ code: 2, stderr: expect.stringContaining("--from and --to") });
  });

  it.each([
    ["--from", "2023-02-30"],
    ["--to", "2023-02-31T10:00"],
    ["--from", "2023-11-15", "--to", "2023-11-14"],
  ])("refuses %s %s %s %s", async (...range) => {
    const { code, stderr } = await assay("stats", ...range);
    expect(code).toBe(2);
    expect(stderr).toContain("2023-");
  });

  it("names an unknown engine and the nearest known one", async () => {
    const { code, stdout, stderr } = await assay("stats", "--engine", "gpt-4");
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain('No engine is called "gpt-4". Did you mean GPT-4o?');
    const several = await assay("stats", "--engine", "hourly", "--engine", "nope", "--engine", "hurly", "--json");
    expect(several.code).toBe(3);
    const { error, ...rest } = JSON.parse(several.stdout);
    expect(rest).toEqual({});
    expect(error).toMatchObject({ code: "not_found", message: 'No engines are called "nope", "hurly".' });
    expect(error.fix).toContain("hourly");
  });

  it("accepts an engine without executions in the range, and one that was only compared", async () => {
    for (const engine of ["GPT-4o", "only-compared"]) {
      const { code, stdout } = await assay("stats", "--engine", engine, "--from", "2030-01-01", "--json");
      expect([engine, code, JSON.parse(stdout).overall.count]).toEqual([engine, 0, 0]);
    }
  });

  it("states the time zone in its help", async () => {
    expect((await runAssay(["stats", "--help"])).stdout).toContain("UTC unless an offset is written");
  });
});

describe("assay models verify", () => {
  it("names an unknown model and the nearest known one", async () => {
    const path = join(folder, "tiny.gguf");
    await writeFile(path, "GGUF");
    await assay("models", "add", path);
    const { code, stderr } = await assay("models", "verify", "tiny.ggfu");
    expect(code).toBe(3);
    expect(stderr).toContain('No model is called "tiny.ggfu". Did you mean tiny.gguf?');
  });
});

describe("assay models", () => {
  it("ties a model to an engine, lists that and what its header says, and unties it", async () => {
    const path = join(folder, "llama.gguf");
    await writeFile(path, tinyLlama());
    const added = await assay("models", "add", path);
    expect(added.stderr).toContain('llama.gguf: "Tiny Llama", llama, 96 parameters, Q4_K_M, context 8,192, 2 tensors, licence apache-2.0');
    const again = JSON.parse((await assay("models", "add", path, "--json")).stdout) as unknown;
    expect(again).toMatchObject({ name: "llama.gguf", outcome: "same" });
    expect(await assay("models", "tie", "llama.gguf", "--engine", "gpt-x")).toMatchObject({ code: 0 });
    const list = async () =>
      (JSON.parse((await assay("models", "list", "--json")).stdout) as { name: string; engine_id?: string }[]).find(
        ({ name }) => name === "llama.gguf",
      );
    expect(await list()).toMatchObject({
      engine_id: "gpt-x",
      architecture: "llama",
      model_name: "Tiny Llama",
      license: "apache-2.0",
      quantization: "Q4_K_M",
      context_length: 8192,
      parameters: 96,
      tensors: 2,
      format_version: "version 3",
    });
    expect((await assay("models", "list")).stdout).toMatch(/llama\.gguf .*llama, 96 parameters, Q4_K_M +gpt-x /);
    await assay("models", "untie", "llama.gguf");
    expect(await list()).not.toHaveProperty("engine_id");
    expect(await assay("models", "tie", "llama.gguf")).toMatchObject({ code: 2, stderr: expect.stringContaining("needs --engine ID") });
    expect(await assay("models", "list", "--engine", "x")).toMatchObject({ code: 2 });
    expect(await assay("models", "tie", "lama.gguf", "--engine", "x")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("Did you mean llama.gguf?"),
    });
  });

  it("warns about a defective file when it is added, listed and verified, and keeps it", async () => {
    const path = join(folder, "fake.gguf");
    await writeFile(path, "just some text\n");
    const warning = "The name ends in .gguf, but the content is plain text. Check that it is the file you meant.";
    const added = await assay("models", "add", path);
    expect(added).toMatchObject({ code: 0, stderr: expect.stringContaining(`warning: fake.gguf: ${warning}`) });
    for (const command of ["list", "verify"]) {
      expect((await assay("models", command)).stdout).toContain(`warning: fake.gguf: ${warning}`);
      const entries = JSON.parse((await assay("models", command, "--json")).stdout) as { name: string; warnings?: string[] }[];
      expect(entries.find(({ name }) => name === "fake.gguf")?.warnings).toEqual([warning]);
    }
  });
});
