import {
  appendFile,
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { silentLog } from "../base/log.ts";
import { defaultConfig, loadConfig, saveConfig } from "../config/load-config.ts";
import { createCollectorFromConfig } from "../embedding/embedded-collector.ts";
import { createUpload } from "../files/upload-folder.ts";
import { ModelStore } from "../models/model-store.ts";
import { exportInto } from "../testing/export-into.ts";
import { needs } from "../testing/needs.ts";
import { importWorkerUrl, openTemporary } from "../testing/open-temporary.ts";
import { openTestSession } from "../testing/open-test-session.ts";
import { SchemaValidator } from "../validator/schema-validator.ts";
import { openLogFile } from "../workspace/log-file.ts";
import { openWorkspace } from "../workspace/open-workspace.ts";
import { ensureSampleWorkspace } from "../workspace/sample-workspace.ts";
import { ViewState } from "../workspace/view-state.ts";

let root: string;
let path: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "assay-stranger-")));
  path = join(root, "w");
  await mkdir(join(path, "output"), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const open = (followLinksTo?: readonly string[]) =>
  openWorkspace({ path, importWorkerUrl, log: silentLog, ...(followLinksTo ? { followLinksTo } : {}) });
const lines = (...records: object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join("");
const comparison = lines({
  comparison_id: "c-1",
  query: "$(touch pwned)",
  candidates: [
    { engine_id: "a", output: "x" },
    { engine_id: "b", output: "y", metrics: { quality_score: 0.9 } },
  ],
  winner: { engine_id: "b", score: 0.95 },
});
const sample = (id: string) => ({
  sample_id: id,
  created_at: 1_600_000_000,
  source_trace_id: "t",
  input: id,
  output: "o",
  tier: "gold",
  validation: { quality_score: 0.8, validated: true },
});

needs.posix.describe("a stranger's workspace", () => {
  it("writes no sample into a file outside that training_samples.jsonl leads to", async () => {
    const shellStart = join(root, ".bashrc");
    await writeFile(shellStart, "export A=1\n");
    await writeFile(join(path, "assay.config.json"), JSON.stringify({ json_engine: { training: { auto_generate_samples: true } } }));
    await writeFile(join(path, "output", "comparisons.jsonl"), comparison);
    await symlink("../../.bashrc", join(path, "output", "training_samples.jsonl"));
    await expect(open()).rejects.toMatchObject({
      code: "refused",
      where: join(path, "output", "training_samples.jsonl"),
      message: expect.stringContaining("../../.bashrc"),
      fix: expect.stringMatching(/"follow_links_to" in machine\.json .*assay config --machine/),
    });
    expect(await readFile(shellStart, "utf8")).toBe("export A=1\n");
  });

  it("a huge file in models is not taken in past the cap, and is named", async () => {
    await mkdir(join(path, "models"));
    await writeFile(join(path, "models", "huge.gguf"), "GGUF");
    await truncate(join(path, "models", "huge.gguf"), 20 * 1024 ** 3);
    const workspace = await open();
    await workspace.models.adopted;
    expect(workspace.models.list()).toEqual([]);
    expect(workspace.models.problems).toEqual([expect.stringMatching(/huge\.gguf is 20 GiB|huge\.gguf.*could not be taken in/)]);
    await workspace.close();
  });

  it("a folder of models that became a link after it was looked at is refused, and nothing in the other folder changes", async () => {
    const other = join(path, "other");
    await mkdir(other);
    await writeFile(join(other, "models.json"), "somebody's");
    await symlink(other, join(path, "models"));
    const opened = ModelStore.open({ folder: join(path, "models"), maxBytes: 2 ** 40, native: false, log: silentLog });
    await expect(opened).rejects.toMatchObject({ code: "refused" });
    expect(await readdir(other)).toEqual(["models.json"]);
    expect(await readFile(join(other, "models.json"), "utf8")).toBe("somebody's");
  });

  it("reading models ends at once when it is called off", async () => {
    await mkdir(join(path, "models"));
    await writeFile(join(path, "models", "long.gguf"), "GGUF");
    await truncate(join(path, "models", "long.gguf"), 20 * 1024 ** 3);
    const store = await ModelStore.open({ folder: join(path, "models"), maxBytes: 2 ** 40, native: false, log: silentLog });
    const stop = new AbortController();
    const checks = store.verify(undefined, stop.signal);
    stop.abort();
    await expect(checks).rejects.toMatchObject({ code: "cancelled" });
    await store.close();
    expect(store.list()).toEqual([]);
  });

  it("only log files of our own making are removed, the oldest first", async () => {
    const folder = join(path, "log");
    await mkdir(folder);
    const own = Array.from({ length: 15 }, (_, i) => `2020-01-${i + 10}T00-00-00.000Z-1.jsonl`);
    const others = ["a.jsonl", "2019-data.jsonl", "2020-01-01T00-00-00.000Z-1.jsonl.bak", "0000.jsonl"];
    for (const name of [...own, ...others]) await writeFile(join(folder, name), "kept");
    await symlink("a.jsonl", join(folder, "2018-01-01T00-00-00.000Z-1.jsonl"));
    await (await openLogFile(folder, silentLog)).close();
    const left = await readdir(folder);
    expect(left).toEqual(expect.arrayContaining([...others, "2018-01-01T00-00-00.000Z-1.jsonl", ...own.slice(-9)]));
    expect(left).toHaveLength(others.length + 1 + 10);
  });

  it("what people put beside staged rows and uploads stays, and nothing is removed below it", async () => {
    for (const name of ["staging", "uploads"]) {
      await mkdir(join(path, ".assay", name, "folder"), { recursive: true });
      await writeFile(join(path, ".assay", name, "folder", "kept"), "");
      await writeFile(join(path, ".assay", name, "left"), "");
      await mkdir(join(path, "output", ".0123456789ab.tmp", name), { recursive: true });
    }
    const workspace = await open();
    const upload = await createUpload(path);
    await upload.file.close();
    await upload.remove();
    await workspace.close();
    for (const name of ["staging", "uploads"]) {
      expect(await readdir(join(path, ".assay", name))).toEqual(["folder"]);
      expect(await readdir(join(path, ".assay", name, "folder"))).toEqual(["kept"]);
    }
    expect((await readdir(join(path, "output", ".0123456789ab.tmp"))).sort()).toEqual(["staging", "uploads"]);
  });
});

needs.posix.describe("a link that the machine allows", () => {
  let trainer: string;
  let target: string;
  const place = () => join(path, "output", "training_samples.jsonl");
  beforeEach(async () => {
    trainer = join(root, "trainer");
    target = join(trainer, "set.jsonl");
    await mkdir(trainer);
    await writeFile(target, lines(sample("s1"), sample("s2")), { mode: 0o640 });
    await symlink(target, place());
  });

  it("is followed: appends and rewrites go to its target, and the link stays", async () => {
    const workspace = await open([trainer]);
    await workspace.collector.collectTrainingSample(sample("s3"));
    await workspace.collector.flush();
    await workspace.inSync();
    const { rows } = await workspace.curation.listSamples({ filter: {}, limit: 10 });
    expect(rows).toHaveLength(3);
    await workspace.curation.apply([{ type: "demote", sample: rows.find((row) => row.sampleId === "s1")?.ref ?? "" }]);
    await workspace.close();
    expect((await lstat(place())).isSymbolicLink()).toBe(true);
    const kept = (await readFile(target, "utf8")).trim().split("\n");
    expect(kept.map((line) => JSON.parse(line).sample_id)).toEqual(["s2", "s3"]);
    expect((await stat(target)).mode & 0o777).toBe(0o640);
    expect(await readdir(trainer)).toEqual(["set.jsonl"]);
    const again = await open([trainer]);
    expect(await again.verify({ repair: false })).toMatchObject({ ok: true });
    await again.close();
  });

  it.each([
    ["another folder", () => [join(root, "w")]],
    ["a folder whose name begins alike", () => [join(root, "train")]],
    ["nothing", () => []],
  ])("is refused where %s is allowed, and nothing is changed", async (_, allowed) => {
    await mkdir(join(root, "train"));
    const before = await stat(target);
    await expect(open(allowed())).rejects.toMatchObject({
      code: "refused",
      where: place(),
      fix: expect.stringContaining("follow_links_to"),
    });
    expect(await stat(target)).toMatchObject({ size: before.size, mtimeMs: before.mtimeMs });
  });

  it("never has a torn last line of its target cut", async () => {
    await appendFile(target, '{"half":');
    const before = await readFile(target, "utf8");
    await expect(open([trainer])).rejects.toMatchObject({
      code: "refused",
      where: target,
      message: expect.stringContaining("without a line end"),
    });
    expect(await readFile(target, "utf8")).toBe(before);
    expect(await readdir(trainer)).toEqual(["set.jsonl"]);
  });

  it("is allowed in the place of the configuration too, and kept when it is saved", async () => {
    const config = join(path, "assay.config.json");
    await writeFile(join(trainer, "c.json"), JSON.stringify({ models: { max_bytes: 7 } }), { mode: 0o604 });
    await symlink(join(trainer, "c.json"), config);
    await expect(loadConfig(path, {})).rejects.toMatchObject({ code: "refused", where: config });
    await expect(saveConfig(path, defaultConfig(), {})).rejects.toMatchObject({ code: "refused", where: config });
    const options = { followLinksTo: [trainer] };
    const report = await loadConfig(path, {}, options);
    expect(report).toMatchObject({ path: config, config: { models: { max_bytes: 7 } } });
    await saveConfig(path, { ...report.config, models: { ...report.config.models, max_bytes: 8 } }, {}, options);
    expect((await lstat(config)).isSymbolicLink()).toBe(true);
    expect(JSON.parse(await readFile(join(trainer, "c.json"), "utf8"))).toMatchObject({ models: { max_bytes: 8 } });
    expect((await stat(join(trainer, "c.json"))).mode & 0o777).toBe(0o604);
  });
});

needs.posix.describe("permissions", () => {
  /** Files and folders that others than their owner may read or write. */
  async function openToOthers(folder: string): Promise<string[]> {
    const names = await readdir(folder, { recursive: true });
    const modes = await Promise.all(names.map(async (name) => ((await stat(join(folder, name))).mode & 0o077) !== 0));
    return names.filter((_, i) => modes[i]);
  }

  it("everything new is its owner's alone: workspace, index, log, exports, models, screen state, uploads, state folder", async () => {
    const before = process.umask(0o022);
    try {
      const session = await openTestSession(root);
      const source = join(root, "source.jsonl");
      await writeFile(source, `${comparison}${lines(sample("s"))}not a record\n`);
      await writeFile(join(root, "model.gguf"), "GGUF");
      await session.workspace.importFile(source, { kind: "auto", keepDuplicates: false });
      await session.workspace.models.saveModel(join(root, "model.gguf"));
      await exportInto(session.workspace, { target: "jsonl" });
      await new ViewState(session.workspace.paths.cache).set("{}");
      await session.handlers["drafts.put"](
        { kind: "note", target: "c", fields: { note: { text: "t", basedOn: "" } }, editedAtMs: 1, writer: "w" },
        { signal: new AbortController().signal },
      );
      await saveConfig(join(root, "w"), defaultConfig());
      await (await createUpload(join(root, "w"))).file.close();
      // The log of DuckDB is made by itself; the folder it lies in is closed to others.
      const open = (await openToOthers(path)).filter((name) => name !== ".assay/index.duckdb.wal" && name !== "output");
      expect(open).toEqual([]);
      await session.close();
      expect(await openToOthers(join(root, "state"))).toEqual([]);
      expect((await stat(join(root, "state"))).mode & 0o777).toBe(0o700);
      expect(await readdir(join(path, "exports"))).toHaveLength(1);
    } finally {
      process.umask(before);
    }
  });

  it("a new workspace, a collector's folder and the copy of the sample are closed too", async () => {
    const before = process.umask(0o022);
    try {
      const made = join(root, "new", "workspace");
      await (await openTemporary({ path: made })).close();
      expect((await stat(made)).mode & 0o777).toBe(0o700);
      expect(await openToOthers(made)).toEqual([]);
      const collector = await createCollectorFromConfig(new SchemaValidator(), join(root, "collected"), defaultConfig());
      await collector.close();
      expect((await stat(join(root, "collected"))).mode & 0o777).toBe(0o700);
      expect(await openToOthers(join(root, "collected"))).toEqual([]);
      await mkdir(join(root, "resources", "sample", "output"), { recursive: true });
      await writeFile(join(root, "resources", "sample", "output", "events.jsonl"), "{}\n");
      await ensureSampleWorkspace(join(root, "home"), join(root, "resources"));
      expect((await stat(join(root, "home"))).mode & 0o777).toBe(0o700);
      expect(await openToOthers(join(root, "home"))).toEqual([]);
    } finally {
      process.umask(before);
    }
  });

  it("the dataset and the configuration keep their permissions when they are written anew", async () => {
    const dataset = join(path, "output", "training_samples.jsonl");
    const config = join(path, "assay.config.json");
    await writeFile(dataset, lines(sample("s1"), sample("s2")));
    await writeFile(config, "{}");
    await chmod(dataset, 0o660);
    await chmod(config, 0o604);
    const workspace = await open();
    const { rows } = await workspace.curation.listSamples({ filter: {}, limit: 10 });
    await workspace.curation.apply([{ type: "demote", sample: rows[0]?.ref ?? "" }]);
    await workspace.close();
    await saveConfig(path, defaultConfig());
    expect((await readFile(dataset, "utf8")).trim().split("\n")).toHaveLength(1);
    expect((await stat(dataset)).mode & 0o777).toBe(0o660);
    expect((await stat(config)).mode & 0o777).toBe(0o604);
  });
});
