import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openSession, silentLog } from "../engine/index.ts";
import { importWorkerUrl } from "../engine/testing/open-temporary.ts";
import { runAssay } from "./testing/run-assay.ts";

let folder: string;
let home: string;
let workspace: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-machine-"));
  home = join(folder, "home");
  workspace = join(folder, "w");
});
afterEach(() => {
  vi.unstubAllEnvs();
  return rm(folder, { recursive: true, force: true });
});

const assay = (...argv: string[]) => runAssay(argv, { env: { ASSAY_HOME: home } });

describe("assay config --machine", () => {
  it("shows and sets the machine settings", async () => {
    expect(await assay("config", "--machine", "--json")).toMatchObject({
      code: 0,
      stdout: '{"reviewer":"","native_models":false,"follow_links_to":[],"collect_in_background":false}\n',
    });
    const set = await assay("config", "--machine", "native_models=true", 'follow_links_to=["/a","/b"]', "--json");
    expect(set).toMatchObject({
      code: 0,
      stdout: '{"reviewer":"","native_models":true,"follow_links_to":["/a","/b"],"collect_in_background":false}\n',
    });
    expect((await assay("config", "--machine", "follow_links_to=/only one, with a comma")).stdout).toContain('"/only one, with a comma"');
    expect((await assay("config", "--machine", "follow_links_to=", "--json")).stdout).toBe(
      '{"reviewer":"","native_models":true,"follow_links_to":[],"collect_in_background":false}\n',
    );
    expect(JSON.parse(await readFile(join(home, "machine.json"), "utf8"))).toEqual({
      reviewer: "",
      native_models: true,
      follow_links_to: [],
      collect_in_background: false,
    });
  });

  it.each([
    [["native_models=maybe"], 2, "native_models: must be true or false"],
    [["native_model=true"], 2, "did you mean native_models?"],
    [["native_models"], 2, "KEY=VALUE"],
    [["follow_links_to=data"], 2, "absolute path"],
    [["native_models=true", "follow_links_to=[1]"], 2, "follow_links_to.0"],
    [["--workspace", "w"], 2, "cannot be combined with --workspace"],
  ])("%j is refused, and nothing is written", async (argv, code, message) => {
    const ran = await assay("config", "--machine", ...argv);
    expect(ran.code).toBe(code);
    expect(ran.stderr).toContain(message);
    expect((await assay("config", "--machine", "--json")).stdout).toContain('"native_models":false');
  });

  it("is suggested when a setting is given without it", async () => {
    expect((await assay("config", "native_models=true", "--workspace", workspace)).stderr).toContain("--machine");
  });
});

describe("models.native of a workspace", () => {
  it("has no effect, and assay config warns", async () => {
    await assay("import", await emptyFile(), "--workspace", workspace);
    await writeFile(join(workspace, "assay.config.json"), '{"models":{"native":true}}');
    const { code, stdout, stderr } = await assay("config", "--workspace", workspace, "--json");
    expect({ code, native: JSON.parse(stdout).models.native }).toEqual({ code: 0, native: true });
    expect(stderr).toContain("models.native is a setting of this machine now");

    const session = await openSession({
      workspacePath: workspace,
      stateDir: home,
      importWorkerUrl,
      host: { host: "web", version: "0", platform: process.platform, canPickFolder: false },
      log: silentLog,
    });
    const context = { signal: new AbortController().signal };
    const { handlers } = session;
    expect((await handlers["models.list"]({}, context)).native).toBe(false);
    expect((await handlers["config.get"]({}, context)).warnings).toHaveLength(1);
    const settings = { reviewer: "Ada", native_models: true, follow_links_to: [], collect_in_background: false };
    expect(await handlers["machine.set"]({ settings }, context)).toMatchObject({ settings, exists: true });
    expect((await handlers["models.list"]({}, context)).native).toBe(true);
    expect(await handlers["machine.get"]({}, context)).toMatchObject({ settings });
    await expect(handlers["machine.set"]({ settings: { ...settings, follow_links_to: ["x"] } }, context)).rejects.toMatchObject({
      code: "invalid_config",
    });
    expect((await handlers["models.list"]({}, context)).native).toBe(true);
    await session.close();
  });

  it("stays off however the environment names a model, until the machine allows it", async () => {
    vi.stubEnv("JSON_ENGINE_MODEL_PATH", join(folder, "no.onnx"));
    await assay("import", await emptyFile(), "--workspace", workspace);
    await writeFile(join(workspace, "assay.config.json"), '{"models":{"native":true}}');
    const log: string[] = [];
    const open = async () => {
      const session = await openSession({
        workspacePath: workspace,
        stateDir: home,
        importWorkerUrl,
        host: { host: "web", version: "0", platform: process.platform, canPickFolder: false },
        log: (_level, event) => log.push(event),
      });
      await session.close();
    };
    await open();
    expect(log).not.toContain("model_not_loaded");
    await assay("config", "--machine", "native_models=true");
    await open();
    await vi.waitFor(() => expect(log).toContain("model_not_loaded"));
  });
});

describe("an invalid JSON_ENGINE_MAX_MODEL_BYTES", () => {
  it("blocks adding models, and nothing else", async () => {
    vi.stubEnv("JSON_ENGINE_MAX_MODEL_BYTES", "abc");
    const file = await emptyFile();
    for (const argv of [["import", file], ["stats"], ["samples"], ["verify"], ["config"], ["models", "list"], ["models", "verify"]])
      expect(await assay(...argv, "--workspace", workspace), argv.join(" ")).toMatchObject({ code: 0 });
    expect((await assay("config", "--workspace", workspace)).stderr).toMatch(
      /warning: .*JSON_ENGINE_MAX_MODEL_BYTES must be a positive whole number/,
    );
    const add = await assay("models", "add", file, "--workspace", workspace);
    expect(add.code).toBe(2);
    expect(add.stderr).toMatch(/JSON_ENGINE_MAX_MODEL_BYTES.*"abc"/);

    const session = await openSession({
      workspacePath: workspace,
      stateDir: home,
      importWorkerUrl,
      host: { host: "web", version: "0", platform: process.platform, canPickFolder: false },
      log: silentLog,
    });
    const context = { signal: new AbortController().signal };
    const grant = await session.grant(file);
    await session.handlers["models.import"]({ grants: [grant.id] }, context);
    await vi.waitFor(async () => {
      const { models, alerts } = await session.handlers["live.snapshot"]({}, context);
      expect(models[0]).toMatchObject({ state: "failed", error: { message: expect.stringContaining("JSON_ENGINE_MAX_MODEL_BYTES") } });
      expect(alerts).toEqual([expect.objectContaining({ message: expect.stringContaining("JSON_ENGINE_MAX_MODEL_BYTES") })]);
    });
    await session.close();
  });
});

async function emptyFile(): Promise<string> {
  const path = join(folder, "empty.jsonl");
  await writeFile(path, "");
  return path;
}

describe("a workspace with a question mark in its path", () => {
  it("is refused with a message, for reading and for writing, and nothing is created", async () => {
    const odd = join(folder, "what?");
    const ran = await assay("import", await emptyFile(), "--workspace", odd);
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 4, stderr: expect.stringContaining("question mark") });
    await rm(home, { recursive: true, force: true });
    await expect(readFile(odd)).rejects.toMatchObject({ code: "ENOENT" });
  });
});
