import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AssayError } from "../../../contract/index.ts";
import { freshFolder } from "../testing/fresh-folder.ts";
import { needs } from "../testing/needs.ts";
import { defaultConfig, loadConfig, saveConfig } from "./load-config.ts";

const workspace = freshFolder("config");
const put = (text: string | Uint8Array) => writeFile(join(workspace(), "assay.config.json"), text);
const load = (env = {}) => loadConfig(workspace(), env);

async function failureOf(work: () => Promise<unknown>): Promise<AssayError> {
  try {
    await work();
  } catch (thrown) {
    if (thrown instanceof AssayError) return thrown;
    throw thrown;
  }
  throw new Error("nothing was thrown");
}

describe("what an absent key means", () => {
  it("is the design's default, all through", async () => {
    const report = await load();
    expect(report).toMatchObject({ exists: false, path: join(workspace(), "assay.config.json") });
    expect(report.config).toEqual({
      version: "1",
      json_engine: {
        schema_version: "v1",
        strict_validation: true,
        output: {
          base_path: "output",
          channels: {
            events: { enabled: true, filename: "events.jsonl", buffer_size: 500, auto_flush_seconds: 2 },
            comparisons: { enabled: true, filename: "comparisons.jsonl", buffer_size: 100, auto_flush_seconds: 2 },
            training_samples: { enabled: true, filename: "training_samples.jsonl", buffer_size: 50, auto_flush_seconds: 2 },
            aggregated_stats: { enabled: true, filename: "aggregated_stats.jsonl", window_minutes: 5 },
          },
        },
        aggregation: { enabled: true, window_minutes: 5, compute_percentiles: [50, 95, 99] },
        training: { auto_generate_samples: false, gold_threshold: 0.9, silver_threshold: 0.75, bronze_threshold: 0.5 },
      },
      review: { reasons: "incorrect, incomplete, off topic, unsafe, badly formatted, too long, refusal" },
      objectives: [],
      models: { max_bytes: 200_000_000, native: false },
    });
  });

  it("holds for a workspace that does not exist yet, and for an empty object", async () => {
    expect((await loadConfig(join(workspace(), "none", "yet"), {})).config).toEqual(defaultConfig());
    await put("{}");
    expect(await load()).toMatchObject({ exists: true, config: defaultConfig() });
  });

  it("leaves what is there as it is; a byte order mark and a key given twice are allowed", async () => {
    await put('\uFEFF{"models":{"max_bytes":1},"models":{"max_bytes":7}, "json_engine":{"aggregation":{"compute_percentiles":[90,99.9]}}}');
    const { config } = await load();
    expect(config.models).toEqual({ max_bytes: 7, native: false });
    expect(config.json_engine.aggregation).toEqual({ enabled: true, window_minutes: 5, compute_percentiles: [90, 99.9] });
  });

  it("hands out defaults that nobody shares", () => {
    defaultConfig().json_engine.aggregation.compute_percentiles.push(1);
    expect(defaultConfig().json_engine.aggregation.compute_percentiles).toEqual([50, 95, 99]);
  });
});

const channel = (name: string, keys: object) => ({ json_engine: { output: { channels: { [name]: keys } } } });
const training = (keys: object) => ({ json_engine: { training: keys } });
const basePath = (path: unknown) => ({ json_engine: { output: { base_path: path } } });

const objectives = (...some: unknown[]) => ({ objectives: some });

describe("what is refused as invalid_config, naming the key", () => {
  it.each<[unknown, ...string[]]>([
    [{ json_engine: { trainig: {} } }, "json_engine.trainig: unknown key; did you mean json_engine.training?"],
    [{ surprise: 1 }, "surprise: unknown key."],
    [channel("eventz", {}), "json_engine.output.channels.eventz: unknown key; did you mean json_engine.output.channels.events?"],
    [channel("aggregated_stats", { buffer_size: 1 }), "json_engine.output.channels.aggregated_stats.buffer_size: unknown key"],
    [{ json_engine: null }, "json_engine: must be an object, not null"],
    [{ models: [] }, "models: must be an object, not []"],
    [[], "The configuration must be an object, not []"],
    [null, "The configuration must be an object, not null"],
    [{ version: 1 }, 'version: must be "1", not 1'],
    [{ version: "0" }, 'version: must be "1", not "0"'],
    [{ json_engine: { schema_version: "v2" } }, 'json_engine.schema_version: must be "v1", not "v2"'],
    [{ json_engine: { strict_validation: "yes" } }, 'json_engine.strict_validation: must be true or false, not "yes"'],
    [channel("events", { buffer_size: 0 }), "json_engine.output.channels.events.buffer_size: must be at least 1, not 0"],
    [channel("events", { buffer_size: 1.5 }), "buffer_size: must be a whole number, not 1.5"],
    [channel("events", { auto_flush_seconds: 3601 }), "auto_flush_seconds: must be at most 3600, not 3601"],
    [channel("events", { filename: "a/b.jsonl" }), 'filename: must be a file name that ends in ".jsonl"', '"a/b.jsonl"'],
    [channel("events", { filename: "a\\b.jsonl" }), "without a folder"],
    [channel("events", { filename: "..jsonl" }), "without a dot in front"],
    [channel("events", { filename: "events.csv" }), '".jsonl"'],
    [channel("events", { filename: `${"x".repeat(200)}.jsonl` }), "text of at most 128 characters"],
    [
      channel("events", { filename: "Comparisons.jsonl" }),
      "json_engine.output.channels.comparisons.filename: must be a name of its own",
      "channels.events.filename",
    ],
    [channel("aggregated_stats", { filename: "Curation.JSONL" }), 'must be a file name that ends in ".jsonl"'],
    [
      channel("aggregated_stats", { filename: "Curation.jsonl" }),
      "aggregated_stats.filename: must be a name of its own",
      "used by Assay itself",
    ],
    [channel("events", { filename: "quarantine.jsonl" }), "events.filename: must be a name of its own"],
    [{ json_engine: { aggregation: { compute_percentiles: [] } } }, "compute_percentiles: must be a list of at least 1, not []"],
    [
      { json_engine: { aggregation: { compute_percentiles: [50, 50] } } },
      "compute_percentiles: must be a list in which nothing is there twice",
    ],
    [{ json_engine: { aggregation: { compute_percentiles: [100] } } }, "compute_percentiles.0: must be less than 100, not 100"],
    [{ json_engine: { aggregation: { compute_percentiles: [0] } } }, "compute_percentiles.0: must be more than 0, not 0"],
    [
      training({ gold_threshold: 0.7 }),
      "json_engine.training: must have gold_threshold ≥ silver_threshold ≥ bronze_threshold, not 0.7, 0.75, 0.5",
    ],
    [training({ bronze_threshold: 0.8 }), "not 0.9, 0.75, 0.8"],
    [training({ gold_threshold: 1.1 }), "gold_threshold: must be at most 1, not 1.1"],
    [basePath(""), "base_path: must be text of at least one character"],
    [basePath("/tmp/x"), "json_engine.output.base_path: must be relative to the workspace"],
    [basePath("C:\\data"), "must be relative"],
    [basePath("C:data"), "must be relative"],
    [basePath("\\\\host\\share"), "must be relative"],
    [basePath(".."), "must stay inside the workspace"],
    [basePath("output/../../elsewhere"), "must stay inside"],
    [basePath("output\\..\\..\\elsewhere"), "must stay inside"],
    [basePath("a\0b"), "NUL"],
    [basePath(".assay/x"), "must not be inside .assay/"],
    [basePath("Models"), "must not be inside Models/"],
    [basePath("Drafts/x"), "must not be inside Drafts/"],
    [basePath("a/../drafts"), "must not be inside drafts/"],
    [basePath(".a\u017fsay"), "must not be inside .a\u017fsay/"],
    [basePath("models. ."), "must not be inside models. ./"],
    [basePath("exports::$INDEX_ALLOCATION"), "must not be inside exports::$INDEX_ALLOCATION/"],
    [objectives({ engine: "a", sucess: 0.9 }), "objectives.0.sucess: unknown key; did you mean objectives.0.success?"],
    [objectives({ success: 0.9 }), "objectives.0: must have the key engine"],
    [objectives({ engine: "", success: 0.9 }), "objectives.0.engine: must be text of at least one character"],
    [objectives({ engine: "a", success: 1 }), "objectives.0.success: must be less than 1, not 1"],
    [objectives({ engine: "a", latency_ms: 0, share: 0.9 }), "objectives.0.latency_ms: must be more than 0, not 0"],
    [objectives({ engine: "a" }), "objectives.0: must have either latency_ms with share, or success, or quality"],
    [objectives({ engine: "a", latency_ms: 5 }), "objectives.0: must have either"],
    [objectives({ engine: "a", success: 0.9, quality: 0.9 }), "objectives.0: must have either"],
    [
      objectives({ engine: "*", success: 0.9 }, { engine: "a", success: 0.9 }, { engine: "*", success: 0.8 }),
      'objectives.2: must be the only one of success for "*"; objectives.0',
    ],
    [objectives(...Array(201).fill({ engine: "a", success: 0.9 })), "objectives: must be a list of at most 200"],
    [{ objectives: { engine: "a" } }, "objectives: must be a list"],
    [objectives(null), "objectives.0: must be an object, not null"],
    [{ models: { max_bytes: 0 } }, "models.max_bytes: must be at least 1, not 0"],
    [{ models: { max_bytes: "1GB" } }, 'models.max_bytes: must be a whole number, not "1GB"'],
    [
      { json_engine: { aggregation: { window_minutes: 5 }, output: { channels: { aggregated_stats: { window_minutes: 10 } } } } },
      "json_engine.output.channels.aggregated_stats.window_minutes: is 10",
      "json_engine.aggregation.window_minutes is 5",
    ],
  ])("%j", async (value, ...says) => {
    await put(JSON.stringify(value));
    const error = await failureOf(load);
    expect(error.code).toBe("invalid_config");
    for (const words of says) expect(error.message).toContain(words);
    expect(error.fix).toContain(join(workspace(), "assay.config.json"));
  });

  it.each([
    '{"__proto__":{"models":{"native":true}}}',
    '{"json_engine":{"__proto__":{"strict_validation":false}}}',
    '{"constructor":1}',
    '{"json_engine":{"toString":1}}',
  ])("%s: unknown, and lends nothing", async (text) => {
    await put(text);
    const error = await failureOf(load);
    expect(error.code).toBe("invalid_config");
    expect(error.message).toMatch(/(__proto__|constructor|toString): unknown key/);
    expect(({} as Record<string, unknown>).models).toBeUndefined();
  });

  it("says the default that removing the key brings back", async () => {
    await put(JSON.stringify(channel("comparisons", { buffer_size: -1 })));
    expect((await failureOf(load)).fix).toContain("the default is 100");
  });

  it("takes a base path that only looks like an escape", async () => {
    for (const path of ["..data/out", "a/../b", "./deep/er", "."]) {
      await put(JSON.stringify(basePath(path)));
      expect((await load()).config.json_engine.output.base_path).toBe(path);
    }
  });
});

describe("the two window lengths", () => {
  it.each([
    [{ aggregation: { window_minutes: 10 } }],
    [{ output: { channels: { aggregated_stats: { window_minutes: 10 } } } }],
    [{ aggregation: { window_minutes: 10 }, output: { channels: { aggregated_stats: { window_minutes: 10 } } } }],
  ])("%j: both are 10", async (engine) => {
    await put(JSON.stringify({ json_engine: engine }));
    const { json_engine } = (await load()).config;
    expect([json_engine.aggregation.window_minutes, json_engine.output.channels.aggregated_stats.window_minutes]).toEqual([10, 10]);
  });

  it("a wrong value is named where it stands, or where it was taken to", async () => {
    await put('{"json_engine":{"aggregation":{"window_minutes":0}}}');
    expect((await failureOf(load)).message).toMatch(/^json_engine\.aggregation\.window_minutes: must be at least 0\.01, not 0/);
    await put('{"json_engine":{"aggregation":{"window_minutes":"ten"}}}');
    expect((await failureOf(load)).message).toMatch(/window_minutes: must be a number, not "ten"/);
    await put('{"json_engine":{"aggregation":{"window_minutes":10},"output":[]}}');
    expect((await failureOf(load)).message).toMatch(/^json_engine.output: must be an object/);
  });
});

describe("a file that cannot be used", () => {
  it.each<[string, string | Uint8Array, string, RegExp]>([
    ["a comma too many", '{\n  "models": {\n    "native": true,\n  }\n}', "damaged", /line 4, column 3/],
    ["an end too early", '{"version":', "damaged", /line 1, column 12: the file ends/],
    ["nothing", "", "damaged", /is empty/],
    ["NUL bytes", new Uint8Array(64), "damaged", /not JSON: line 1, column 1/],
    ["deep brackets", "[".repeat(100_000), "damaged", /column 100001/],
    ["bytes that are no text", Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22), "damaged", /not UTF-8/],
    ["UTF-16", Buffer.from("\uFEFF{}", "utf16le"), "damaged", /is UTF-16/],
    ["more than 1 MiB", " ".repeat(1024 * 1024 + 1), "over_limit", /1 MiB/],
    ["version 2", '{"version":"2","brand_new":true}', "newer", /version "2"/],
    ["version 2 as a number", '{"version":2}', "newer", /version 2/],
    ["version 10.1", '{"version":"10.1"}', "newer", /version "10.1"/],
  ])("%s", async (_name, content, code, says) => {
    await put(content);
    const error = await failureOf(load);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(says);
    expect(error.message).toContain("assay.config.json");
    expect(error.fix).toMatch(/^[A-Z][^\n]+\.$/);
  });

  it("is read when it is 1 MiB and not a byte more", async () => {
    await put(`{}${" ".repeat(1024 * 1024 - 2)}`);
    expect((await load()).exists).toBe(true);
  });

  it("may be a folder: refused", async () => {
    await mkdir(join(workspace(), "assay.config.json"));
    const error = await failureOf(load);
    expect(error).toMatchObject({ code: "refused", message: expect.stringContaining("is a folder") });
  });

  it("or the workspace a file: refused, naming it", async () => {
    const file = join(workspace(), "plain.txt");
    await writeFile(file, "x");
    expect(await failureOf(() => loadConfig(file, {}))).toMatchObject({
      code: "refused",
      message: expect.stringContaining(`The workspace ${file} is a file`),
    });
  });

  needs.notRoot.it("or unreadable: permission", async () => {
    await put("{}");
    await chmod(join(workspace(), "assay.config.json"), 0);
    expect((await failureOf(load)).code).toBe("permission");
  });
});

describe("models.native", () => {
  it("is still taken, and said to have no effect", async () => {
    await put('{"models":{"native":true}}');
    const report = await load();
    expect(report.config.models.native).toBe(true);
    expect(report.warnings).toEqual([expect.stringMatching(/^models\.native is a setting of this machine now: .*native_models=true/)]);
    await put("{}");
    expect((await load()).warnings).toEqual([]);
  });
});

describe("saving", () => {
  it("writes what loading reads again, pretty-printed, and leaves nothing beside it", async () => {
    const config = defaultConfig();
    config.json_engine.training = { auto_generate_samples: true, gold_threshold: 0.95, silver_threshold: 0.8, bronze_threshold: 0.8 };
    const saved = await saveConfig(workspace(), config, {});
    expect(saved).toMatchObject({ exists: true, config });
    expect(await load()).toEqual(saved);
    expect(await readFile(saved.path, "utf8")).toBe(`${JSON.stringify(config, null, 2)}\n`);
    expect(await readdir(workspace())).toEqual(["assay.config.json"]);
  });

  it("refuses what loading would refuse, and changes nothing", async () => {
    await put('{"models":{"max_bytes":9}}');
    const config = defaultConfig();
    config.json_engine.training.gold_threshold = 0.1;
    expect((await failureOf(() => saveConfig(workspace(), config, {}))).code).toBe("invalid_config");
    expect((await failureOf(() => saveConfig(workspace(), { ...defaultConfig(), extra: 1 }, {}))).message).toContain("extra: unknown key");
    expect(await readFile(join(workspace(), "assay.config.json"), "utf8")).toBe('{"models":{"max_bytes":9}}');
  });
});
